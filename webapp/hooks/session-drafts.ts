import { nowInSeconds } from './packets.ts';
import { Refused } from './request.ts';
import { alreadySubmitted, change, type Page, sendOnce } from './session-page.ts';

/** The code of a refusal: a newer draft is on the server. */
const newerDraft = 'agent/newer-draft';

/** Sends what the worker has so far, at most once in the interval of the task; the last one counts. */
export async function saveDraft<Data, Config>(page: Page<Data, Config>, draft: unknown): Promise<void> {
  const { agentId, onboarding, taskConfig } = page.state;
  const { draft_interval_in_seconds: seconds = 0 } = (taskConfig ?? {}) as { draft_interval_in_seconds?: number };
  if (agentId === null || seconds === 0) return;
  page.toSave = { agentId, page: onboarding?.page, draft, at: nowInSeconds() };
  if (page.isSaving) return;
  page.isSaving = true;
  while (page.toSave) {
    await page.world.sleep(seconds * 1000);
    const next = page.toSave;
    page.toSave = undefined;
    if (isWanted(page, next)) await sendDraft(page, next);
  }
  page.isSaving = false;
}

type ToSave = NonNullable<Page<unknown, unknown>['toSave']>;

/** Whether a draft is still one of what the page shows, and not submitted. */
function isWanted<Data, Config>({ state, hasLeft }: Page<Data, Config>, { agentId, page }: ToSave): boolean {
  const isShown = state.agentId === agentId && state.onboarding?.page === page;
  const isAnswered = state.submission === 'saved' || state.refusalCode === alreadySubmitted;
  return isShown && !hasLeft && state.submission !== 'sending' && !isAnswered;
}

async function sendDraft<Data, Config>(page: Page<Data, Config>, toSave: ToSave): Promise<void> {
  const { agentId, page: onboarding_page, draft, at } = toSave;
  const body = { USED_AGENT_ID: agentId, onboarding_page, draft, client_timestamp: at };
  try {
    await sendOnce(page, '/save_draft', body);
    if (page.state.isServerLost || page.state.isDraftOlder) change(page, { isServerLost: false, isDraftOlder: false });
  } catch (error) {
    // What the server refuses it would refuse again.
    if (error instanceof Refused) return change(page, { isServerLost: false, isDraftOlder: error.code === newerDraft });
    page.toSave ??= toSave;
    change(page, { isServerLost: true });
  }
}
