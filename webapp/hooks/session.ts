import type { Ask } from './ask.ts';
import { type Crowd, providerParams } from './crowd.ts';
import { insist } from './insist.ts';
import { type AgentPacket, deadlinesHere, isMobile, nowInSeconds } from './packets.ts';
import { answerBody, metadataBody, providerAnswer } from './submission.ts';
import { blocked, initialState, type TaskState } from './task-state.ts';
import type { Unsent } from './unsent.ts';

// How long the page can say thanks before the crowd's provider takes over.
const thanksMs = 400;

// Browsers fire a timer that is set for longer at once.
const longestTimerMs = 2 ** 31 - 1;

/** Everything a session needs from outside; a `pause` (milliseconds) may be cut short by `wake`, a `sleep` may not. */
export type World = {
  crowd: Crowd;
  ask(question: Ask): Promise<unknown>;
  pause(ms: number): Promise<void>;
  wake(): void;
  sleep(ms: number): Promise<void>;
  unsent: Unsent;
  userAgent: string;
};

/** One page's work on one piece: its state, who listens to it, and what the worker can do. */
export type Session<Data, Config> = ReturnType<typeof openSession<Data, Config>>;

/** Opens the session of a page; nothing is asked before `start`. */
export function openSession<Data, Config>({ crowd, unsent, ...world }: World) {
  const listeners = new Set<() => void>();
  let state = initialState<Data, Config>(crowd);
  let hasStarted = false;
  let draft: unknown;

  function become(change: Partial<TaskState<Data, Config>>) {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  const askOnce = (path: string, body?: object | FormData) =>
    world.ask({ path, params: providerParams(crowd), ...(body && { body }) });

  async function askUntilAnswered(path: string, body?: object | FormData): Promise<unknown> {
    const onFailure = (failedAttempts: number) => become({ failedAttempts });
    const answer = await insist(() => askOnce(path, body), { pause: world.pause, onFailure });
    if (state.failedAttempts > 0) become({ failedAttempts: 0 });
    return answer;
  }

  function takeSeat(packet: AgentPacket) {
    const { agent_id: agentId, worker_id: mephistoWorkerId, init_task_data, failure_reason } = packet.data;
    become({ agentId, mephistoWorkerId });
    if (agentId === null) {
      become(blocked('null_agent_id', failure_reason));
      return;
    }
    const { deadline, autoSubmitAt } = deadlinesHere(packet, nowInSeconds());
    become({
      mephistoAgentId: agentId,
      isOnboarding: agentId.startsWith('onboarding'),
      initialTaskData: init_task_data as Data,
      deadline,
      submission: 'none',
      loaded: true,
    });
    const kept = unsent.find(agentId);
    if (kept !== undefined) void submit(kept);
    else if (autoSubmitAt) void submitDraftAt(autoSubmitAt, agentId);
  }

  async function submitDraftAt(time: Date, agentId: string) {
    const leftMs = time.getTime() - nowInSeconds() * 1000;
    if (leftMs > longestTimerMs) return;
    await world.sleep(leftMs);
    const isUndone = state.agentId === agentId && state.submission === 'none' && !state.isOnboarding;
    if (isUndone && draft !== undefined) await hand(draft, { isAutoSubmitted: true });
  }

  async function load() {
    const taskConfig = (await askUntilAnswered('/task_config.json')) as Config & { block_mobile?: boolean };
    become({ taskConfig, loaded: state.isPreview });
    if (taskConfig.block_mobile && isMobile(world.userAgent)) {
      become(blocked('no_mobile', 'This task needs a computer. Please open this link on one.'));
    } else if (!state.isPreview) {
      const registration = { provider_data: crowd.getAgentRegistration(), client_timestamp: nowInSeconds() };
      takeSeat((await askUntilAnswered('/request_agent', registration)) as AgentPacket);
    }
  }

  function start() {
    if (hasStarted) return;
    hasStarted = true;
    load().catch((error: Error & { code?: string }) => become(blocked(error.code ?? 'error', error.message)));
  }

  async function hand(answer: unknown, { isAutoSubmitted }: { isAutoSubmitted: boolean }) {
    const { agentId, submission, isOnboarding } = state;
    if (agentId === null || submission === 'sending' || submission === 'saved') return;
    become({ submission: 'sending', refusal: null });
    try {
      const { path, body } = answerBody({ agentId, answer, isOnboarding: isOnboarding === true, isAutoSubmitted });
      if (!(answer instanceof FormData)) unsent.keep(agentId, answer);
      const reply = await askUntilAnswered(path, body);
      unsent.forget();
      if (isOnboarding) return takeSeat(reply as AgentPacket);
    } catch (error) {
      unsent.forget();
      return become({ submission: 'refused', refusal: (error as Error).message, failedAttempts: 0 });
    }
    become({ submission: 'saved' });
    await world.sleep(thanksMs);
    crowd.handleSubmitToProvider(providerAnswer(answer));
  }

  const submit = (answer: unknown) => hand(answer, { isAutoSubmitted: false });

  const submitMetadata = (...metadata: unknown[]) => {
    const body = metadataBody(state.agentId, metadata);
    return insist(() => askOnce('/submit_metadata', body), { pause: world.pause, onFailure: () => {} });
  };

  async function reportFatalError(error: unknown) {
    const body = { USED_AGENT_ID: state.agentId, error_data: error, client_timestamp: nowInSeconds() };
    await askOnce('/log_error', body).catch(() => {});
  }

  function listen(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  return {
    state: () => state,
    listen,
    start,
    submit,
    submitDraft: () => submit(draft),
    setDraft: (answer: unknown) => {
      draft = answer;
    },
    submitMetadata,
    reportFatalError,
    retryNow: world.wake,
    takeNextPiece: () => (crowd.takeNextPiece ? crowd.takeNextPiece() : window.location.reload()),
  };
}
