import { withoutTaskFolder } from '../../../events/outside.ts';
import type { Arrived, RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import type { Arrival, Metrics } from '../../metrics/metrics.ts';
import type { PacketWatch } from './packet-watch.ts';
import { type AgentDetails, seconds } from './packets.ts';
import type { Registration } from './requests.ts';

/** The only provider so far: workers open a link. */
const provider = 'inhouse';

/** The contents of `/task_config.json`; echoes the page's own version, so that it does not warn. */
export function taskConfigOf({ config, folder }: RunDescription, query: Record<string, string>) {
  const version = query.mephisto_task_version ?? query.mephisto_core_version ?? '2.0.4';
  return {
    task_title: config.task_title,
    task_description: config.task_description,
    block_mobile: config.block_mobile,
    ...(withoutTaskFolder(config.task_config, folder) as TaskConfig['task_config']),
    provider_type: provider,
    mephisto_task_version: version,
    mephisto_core_version: version,
  };
}

type Settings = { runs: Pick<RunCalls, 'arrive'>; metrics: Metrics };

/** Connects the worker who opened the page; returns the outcome in the shape of Mephisto's pages. */
export async function arrive(
  { runs, metrics }: Settings,
  run: string,
  { worker_name: worker, agent_registration_id: registration }: Registration,
  watch: Pick<PacketWatch, 'stored'>,
): Promise<AgentDetails> {
  const arriving = runs.arrive({ run, provider, worker, registration });
  const arrived = await watch.stored(arriving, (reply) => ('dataMs' in reply ? reply.dataMs : 0));
  metrics.arrival(outcomeOf(arrived));
  const request_id = randomLetters(12);
  const { workerId: worker_id } = arrived;
  if ('refusal' in arrived) return { ...blank, request_id, worker_id, failure_reason: arrived.refusal.message };
  metrics.taskData('unit_data', arrived.dataMs / 1000);
  const { agentId: agent_id, data: init_task_data } = arrived;
  return { ...blank, request_id, worker_id, agent_id, init_task_data, ...deadlinesOf(arrived) };
}

const blank = {
  agent_id: null,
  init_task_data: null,
  failure_reason: null,
  submission_deadline_utc: null,
  deadline_utc: null,
};

/** The labels of refusals in the metrics; all others are `limit_reached`. */
const outcomes: Record<string, Arrival> = { 'work/none': 'no_available_units', 'work/not-qualified': 'not_qualified' };

function outcomeOf(arrived: Arrived): Arrival {
  if ('refusal' in arrived) return outcomes[arrived.refusal.code] ?? 'limit_reached';
  return arrived.isNew ? 'assigned' : 'reconnection';
}

function deadlinesOf({ deadline, autoSubmitSeconds: early }: Exclude<Arrived, { refusal: unknown }>) {
  if (!deadline) return {};
  const end = seconds(Date.parse(deadline));
  return { deadline_utc: end, submission_deadline_utc: early ? end - early : null };
}
