import { hasSubmitted } from '../../../actors/agent.ts';
import { Refusal } from '../../../actors/refusal.ts';
import { registrationKey, unitOf } from '../../../actors/run.ts';
import { withoutTaskFolder } from '../../../events/outside.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import { newAgentId, randomLetters } from '../../../runtime/ids.ts';
import type { OpenRun } from '../../../runtime/open-run.ts';
import { configOf } from '../../../runtime/open-run.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Arrival, Metrics } from '../../metrics/metrics.ts';
import { refuse } from '../http/refusals.ts';
import type { PacketWatch } from './packet-watch.ts';
import { type AgentDetails, seconds } from './packets.ts';
import type { Registration } from './requests.ts';
import type { TurnedAway } from './turned-away.ts';

/** The one provider so far: in-house workers, who open a link. */
const provider = 'inhouse';

/** What a page reads at `/task_config.json`; whatever version it says it has is echoed, so that it does not warn. */
export function taskConfigOf(run: OpenRun, query: Record<string, string>): Record<string, unknown> {
  const config = configOf(run);
  const version = query.mephisto_task_version ?? query.mephisto_core_version ?? '2.0.4';
  return {
    task_title: config.task_title,
    task_description: config.task_description,
    block_mobile: config.block_mobile,
    ...(withoutTaskFolder(config.task_config, run.opening()?.launched.folder ?? '') as TaskConfig['task_config']),
    provider_type: provider,
    mephisto_task_version: version,
    mephisto_core_version: version,
  };
}

type Door = { runtime: Runtime; now: () => number; turnedAway: TurnedAway; metrics: Metrics };

/** Makes whoever opened the page an agent with a unit, or the agent they were; says why where there is no work. */
export async function arrive(
  { runtime, now, turnedAway, metrics }: Door,
  run: OpenRun,
  { worker_name: worker, agent_registration_id: registration }: Registration,
  watch: Pick<PacketWatch, 'stored'>,
): Promise<AgentDetails> {
  const { mailbox } = run;
  const workerId = runtime.workerId(provider, worker);
  const blank = { request_id: randomLetters(12), submission_deadline_utc: null, deadline_utc: null };
  try {
    const elsewhere = configOf(run).maximum_units_per_worker ? runtime.unitsElsewhere(run, workerId) : 0;
    const arrival = { agentId: newAgentId(), workerId, provider, worker, registration };
    const isBanned = runtime.workspace.isBarred(workerId);
    const command = { ...arrival, now: new Date(now()).toISOString(), elsewhere, isBanned };
    const { facts } = await watch.stored(mailbox.ask({ type: 'agent.connect', ...command }, `worker:${workerId}`));
    metrics.arrival(facts.length ? 'assigned' : 'reconnection');
  } catch (error) {
    if (!(error instanceof Refusal) || !error.code.startsWith('work/')) throw error;
    metrics.arrival(outcomes[error.code] ?? 'limit_reached');
    if (error.code === 'work/none') turnedAway.note(run.runId, workerId);
    return { ...blank, worker_id: workerId, agent_id: null, init_task_data: null, failure_reason: error.message };
  }
  const agentId = mailbox.run.registrations.get(registrationKey(workerId, registration));
  const agent = agentId && mailbox.run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId ?? '' });
  const { unitId } = agent.context;
  const began = performance.now();
  const data = await run.items.dataOf(unitId);
  metrics.taskData('unit_data', (performance.now() - began) / 1000);
  return {
    ...blank,
    worker_id: workerId,
    agent_id: agentId,
    init_task_data: data,
    failure_reason: null,
    ...(hasSubmitted(agent) ? {} : deadlinesOf(run, unitId)),
  };
}

/** Why somebody got no work, as the metrics call it; anything else is a limit of the run. */
const outcomes: Record<string, Arrival> = { 'work/none': 'no_available_units', 'work/not-qualified': 'not_qualified' };

function deadlinesOf(run: OpenRun, unitId: Parameters<typeof unitOf>[1]) {
  const deadline = unitOf(run.mailbox.run, unitId)?.unit.context.deadline;
  if (!deadline) return {};
  const end = seconds(Date.parse(deadline));
  const early = run.mailbox.run.taskRun.context.settings.autoSubmitBeforeExpirationSeconds;
  return { deadline_utc: end, submission_deadline_utc: early ? end - early : null };
}
