import { withoutTaskFolder } from '../../../events/outside.ts';
import type { Arrived, Arrival as Arriving, RunCalls, RunDescription } from '../../../runtime/calls.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import type { Arrival, Metrics } from '../../metrics/metrics.ts';
import { type KnownWorker, provider, providerOf } from '../identity/identity.ts';
import type { PacketWatch } from './packet-watch.ts';
import { type AgentDetails, seconds } from './packets.ts';
import type { OnboardingSubmission, Registration } from './requests.ts';
import type { WaysBack } from './ways-back.ts';

/** How high pages of chats are in Mephisto, in pixels. */
const chatHeight = 650;

/** The contents of `/task_config.json`; echoes the page's own version, so that it does not warn. */
export function taskConfigOf({ config, folder, developedPage }: RunDescription, query: Record<string, string>) {
  const version = query.mephisto_task_version ?? query.mephisto_core_version ?? '2.0.4';
  return {
    task_title: config.task_title,
    task_description: config.task_description,
    block_mobile: config.block_mobile,
    draft_interval_in_seconds: draftIntervalOf(config, developedPage !== undefined),
    ...(config.agents_per_conversation === undefined
      ? {}
      : { chat_title: config.task_title, frame_height: chatHeight }),
    ...(withoutTaskFolder(config.task_config, folder) as TaskConfig['task_config']),
    provider_type: provider,
    mephisto_task_version: version,
    mephisto_core_version: version,
  };
}

/** Runs of earlier versions have no drafts on the server. A page that is developed reloads at any time, so that its drafts are sent soon. */
function draftIntervalOf(
  { draft_interval_in_seconds: seconds = 0 }: Partial<TaskConfig>,
  isDeveloped: boolean,
): number {
  return isDeveloped ? Math.min(seconds, developedDraftSeconds) : seconds;
}
const developedDraftSeconds = 1;

type Settings = {
  runs: Pick<RunCalls, 'arrive' | 'submitOnboarding'>;
  metrics: Metrics;
  waysBack: Pick<WaysBack, 'afterRefusal'>;
};

/** What is known of who comes: the worker of the browser, and what else their arrival tells. */
type From = { known?: KnownWorker } & Pick<Arriving, 'invitationId' | 'language' | 'link' | 'place'>;

/** Connects the worker who opened the page; returns the outcome in the shape of Mephisto's pages. */
export async function arrive(
  settings: Settings,
  described: Pick<RunDescription, 'run' | 'config'>,
  { worker_name: worker, agent_registration_id: registration }: Registration,
  { watch, known, ...by }: { watch: Pick<PacketWatch, 'stored'> } & From,
): Promise<AgentDetails> {
  const { runs, metrics } = settings;
  const { run } = described;
  const arriving = runs.arrive({ run, provider: providerOf(described, known), worker, registration, ...by });
  const arrived = await watch.stored(arriving, (reply) => ('dataMs' in reply ? reply.dataMs : 0));
  metrics.arrival(outcomeOf(arrived));
  return detailsOf(settings, described, arrived, known);
}

/** Submits a page of an onboarding; returns what its worker gets next. */
export async function submitOnboarding(
  settings: Settings,
  described: Pick<RunDescription, 'run' | 'config'>,
  { provider_data, client_timestamp }: OnboardingSubmission,
  { watch, known, ...by }: { watch: Pick<PacketWatch, 'sent' | 'stored'>; activeSeconds?: number } & From,
): Promise<AgentDetails> {
  watch.sent(client_timestamp);
  // Chats of Mephisto submit no data.
  const { USED_AGENT_ID: agentId, onboarding_data: answer = {} } = provider_data;
  const { onboarding_page: page, onboarding_mistakes: mistakes } = provider_data;
  const { run } = described;
  const { runs } = settings;
  const arrived = await watch.stored(runs.submitOnboarding({ run, agentId, answer, page, mistakes, ...by }));
  return detailsOf(settings, described, arrived, known);
}

/** An arrival, or what follows a page of an onboarding, in the shape of Mephisto's pages. */
async function detailsOf(
  { metrics, waysBack }: Settings,
  described: Pick<RunDescription, 'run' | 'config'>,
  arrived: Arrived,
  known: KnownWorker | undefined,
): Promise<AgentDetails> {
  const request_id = randomLetters(12);
  const { workerId: worker_id } = arrived;
  if ('refusal' in arrived) {
    const { code, message } = arrived.refusal;
    const { submitted } = arrived;
    const completion = await waysBack.afterRefusal(described, { code, submitted }, known);
    const failure = { failure_reason: message, failure_code: code, ...(completion ? { completion } : {}) };
    return { ...blank, request_id, worker_id, ...failure };
  }
  if ('isOnboarding' in arrived) {
    const { agentId: agent_id, data: init_task_data } = arrived;
    return { ...blank, request_id, worker_id, agent_id, init_task_data };
  }
  metrics.taskData('unit_data', arrived.dataMs / 1000);
  const { agentId: agent_id, data: init_task_data, hadSubmitted: previous_submitted } = arrived;
  const pay = arrived.pay ? { pay: arrived.pay } : {};
  const more = { previous_submitted, units_left: arrived.left ?? null, ...pay };
  return { ...blank, request_id, worker_id, agent_id, init_task_data, ...more, ...deadlinesOf(arrived) };
}

const blank = {
  agent_id: null,
  init_task_data: null,
  failure_reason: null,
  failure_code: null,
  previous_submitted: false,
  units_left: null,
  submission_deadline_utc: null,
  deadline_utc: null,
};

/** The labels of refusals in the metrics; all others are `limit_reached`. */
const outcomes: Record<string, Arrival> = {
  'work/none': 'no_available_units',
  'work/full': 'no_available_units',
  'work/later': 'no_available_units',
  'work/paused': 'no_available_units',
  'work/all-done': 'no_available_units',
  'work/had-all': 'no_available_units',
  'work/not-qualified': 'not_qualified',
  'work/not-invited': 'not_qualified',
  'work/excluded': 'not_qualified',
  'work/worker-paused': 'not_qualified',
  'work/invitation-expired': 'not_qualified',
  'work/invitation-withdrawn': 'not_qualified',
};

function outcomeOf(arrived: Arrived): Arrival {
  if ('refusal' in arrived) return outcomes[arrived.refusal.code] ?? 'limit_reached';
  if ('isOnboarding' in arrived) return 'onboarding';
  return arrived.isNew ? 'assigned' : 'reconnection';
}

function deadlinesOf({ deadline, autoSubmitSeconds: early }: { deadline?: string; autoSubmitSeconds?: number }) {
  if (!deadline) return {};
  const end = seconds(Date.parse(deadline));
  return { deadline_utc: end, submission_deadline_utc: early ? end - early : null };
}
