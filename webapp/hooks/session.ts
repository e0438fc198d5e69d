import { type AgentPacket, dataOf, deadlinesHere, isMobile, isOnboardingId, nowInSeconds } from './packets.ts';
import { Refused } from './request.ts';
import { retry } from './retry.ts';
import { saveDraft } from './session-drafts.ts';
import { alreadySubmitted, change, type Page, sendOnce, sendUntilReply, type World } from './session-page.ts';
import { answerBody, metadataBody, providerAnswer } from './submission.ts';
import { blocked, initialState } from './task-state.ts';

/** How long the page can say thanks before the provider takes over. */
const thanksMs = 400;

/** Browsers fire a timer that is set for longer at once. */
const maxTimerMs = 2 ** 31 - 1;

/** One page's work on one piece: its state, its listeners, and what the worker can do. */
export type Session<Data, Config> = ReturnType<typeof openSession<Data, Config>>;

/** Opens the session of a page; nothing is sent before `start`. */
export function openSession<Data, Config>(world: World) {
  const { provider } = world;
  const page: Page<Data, Config> = {
    world,
    state: initialState<Data, Config>(provider),
    listeners: new Set(),
    hasStarted: false,
    hasLeft: false,
    draft: undefined,
    isSaving: false,
  };
  const submit = (answer: unknown) => submitAnswer(page, answer, { isAutoSubmitted: false });
  return {
    state: () => page.state,
    listen: (listener: () => void) => {
      page.listeners.add(listener);
      return () => {
        page.listeners.delete(listener);
      };
    },
    start: () => start(page),
    submit,
    submitDraft: () => submit(page.draft),
    setDraft: (answer: unknown) => {
      page.draft = answer;
    },
    saveDraft: (draft: unknown) => saveDraft(page, draft),
    submitMetadata: (...metadata: unknown[]) => {
      const body = metadataBody(page.state.agentId, metadata);
      return retry(() => sendOnce(page, '/submit_metadata', body), { pause: world.pause, onFailure: () => {} });
    },
    reportFatalError: async (error: unknown) => {
      const body = { USED_AGENT_ID: page.state.agentId, error_data: error, client_timestamp: nowInSeconds() };
      await sendOnce(page, '/log_error', body).catch(() => {});
    },
    submittedElsewhere: (agentId: string) => noteSubmittedElsewhere(page, agentId),
    leave: () => {
      page.hasLeft = true;
      world.unsent.forget();
      world.wake();
    },
    retryNow: world.wake,
    takeNextPiece: () => (provider.takeNextPiece ? provider.takeNextPiece() : window.location.reload()),
  };
}

function start<Data, Config>(page: Page<Data, Config>) {
  if (page.hasStarted) return;
  page.hasStarted = true;
  load(page).catch((error: Error & { code?: string }) => change(page, blocked(error.code ?? 'error', error.message)));
}

async function load<Data, Config>(page: Page<Data, Config>) {
  const { isPreview } = page.state;
  const taskConfig = (await sendUntilReply(page, '/task_config.json')) as Config & {
    block_mobile?: boolean;
    preview_html?: unknown;
  };
  const { preview_html: html } = taskConfig;
  change(page, { taskConfig, previewHtml: typeof html === 'string' ? html : null, loaded: isPreview });
  if (taskConfig.block_mobile && isMobile(page.world.userAgent)) {
    change(page, blocked('no_mobile'));
  } else if (!isPreview) {
    await sendUnsent(page);
    const provider_data = page.world.provider.getAgentRegistration();
    const registration = { provider_data, client_timestamp: nowInSeconds() };
    takeWork(page, (await sendUntilReply(page, '/request_agent', registration)) as AgentPacket);
  }
}

/** Sends the answer that an earlier load of this page could not send; then the page gets its next unit. */
async function sendUnsent<Data, Config>(page: Page<Data, Config>) {
  const { unsent } = page.world;
  const kept = unsent.find();
  if (!kept) return;
  const { path, body } = answerBody({ ...kept, isAutoSubmitted: false });
  try {
    await sendUntilReply(page, path, body);
    // What follows a page of an onboarding comes with the next request.
    if (!isOnboardingId(kept.agentId)) change(page, { previousSaved: true });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    change(page, { failedAttempts: 0, previousRefusal: { code: error.code, message: error.message } });
  }
  unsent.forget();
}

function takeWork<Data, Config>(page: Page<Data, Config>, packet: AgentPacket) {
  const { agent_id: agentId, worker_id: mephistoWorkerId, failure_reason, failure_code } = packet.data;
  change(page, { agentId, mephistoWorkerId });
  page.draft = undefined;
  if (agentId === null) {
    const onboardingEnd = failure_code === 'work/not-qualified' ? 'failed' : 'passed';
    const nothing = { isOnboarding: false, onboarding: null, submission: 'none' } as const;
    const because = { ...blocked('null_agent_id', failure_reason), blockedCode: failure_code ?? null };
    return change(page, { ...nothing, ...because, ...(page.state.onboarding && { onboardingEnd }) });
  }
  const { deadline, autoSubmitAt } = deadlinesHere(packet, nowInSeconds());
  const { data, onboarding } = dataOf(packet.data);
  change(page, {
    mephistoAgentId: agentId,
    isOnboarding: onboarding !== null,
    onboarding,
    ...(page.state.onboarding && !onboarding && { onboardingEnd: 'passed' }),
    initialTaskData: data as Data,
    deadline,
    submitsAt: autoSubmitAt,
    draft: packet.data.draft ?? null,
    isDraftOlder: false,
    draftSavedAt: packet.data.draft_saved_at === undefined ? null : new Date(packet.data.draft_saved_at * 1000),
    previousSaved: page.state.previousSaved || packet.data.previous_submitted === true,
    submission: 'none',
    loaded: true,
  });
  if (autoSubmitAt) void submitDraftAt(page, autoSubmitAt, agentId);
}

/** Another tab has submitted the unit: an answer of this page would be refused. */
function noteSubmittedElsewhere<Data, Config>(page: Page<Data, Config>, agentId: string) {
  const { state } = page;
  // What is on its way hears it from the server.
  if (state.agentId !== agentId || state.submission === 'sending' || state.submission === 'saved') return;
  const refusal = 'You have already submitted an answer to this one, and that answer is kept.';
  change(page, { submission: 'refused', refusal, refusalCode: alreadySubmitted });
}

async function submitDraftAt<Data, Config>(page: Page<Data, Config>, time: Date, agentId: string) {
  const leftMs = time.getTime() - nowInSeconds() * 1000;
  if (leftMs > maxTimerMs) return;
  await page.world.sleep(leftMs);
  const { state, draft } = page;
  const isUndone = state.agentId === agentId && state.submission === 'none' && !state.isOnboarding;
  if (isUndone && draft !== undefined) await submitAnswer(page, draft, { isAutoSubmitted: true });
}

async function submitAnswer<Data, Config>(
  page: Page<Data, Config>,
  answer: unknown,
  { isAutoSubmitted }: { isAutoSubmitted: boolean },
): Promise<void> {
  const { unsent, sleep, provider } = page.world;
  const { agentId, submission, onboarding: step } = page.state;
  if (agentId === null || page.hasLeft || submission === 'sending' || submission === 'saved') return;
  change(page, { submission: 'sending', refusal: null });
  try {
    const { path, body } = answerBody({ agentId, answer, step, isAutoSubmitted });
    if (!(answer instanceof FormData)) unsent.keep({ agentId, answer, ...(step && { step }) });
    const reply = await sendUntilReply(page, path, body);
    unsent.forget();
    if (page.hasLeft) return change(page, { submission: 'none' });
    if (step) return takeWork(page, reply as AgentPacket);
  } catch (error) {
    unsent.forget();
    if (page.hasLeft) return change(page, { submission: 'none', failedAttempts: 0 });
    const { message, code = null } = error as Error & { code?: string };
    return change(page, { submission: 'refused', refusal: message, refusalCode: code, failedAttempts: 0 });
  }
  change(page, { submission: 'saved' });
  await sleep(thanksMs);
  provider.handleSubmitToProvider(providerAnswer(answer));
}
