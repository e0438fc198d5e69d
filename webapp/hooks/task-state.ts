import type { OnboardingStep } from './packets.ts';
import type { Provider } from './provider.ts';
import { getBlockedExplanation } from './statuses.ts';

/** What a task page knows at a moment. */
export type TaskState<Data, Config> = {
  taskConfig: Config | null;
  providerWorkerId: string | null;
  mephistoWorkerId: string | null;
  agentId: string | null;
  mephistoAgentId: string | null;
  assignmentId: string | null;
  initialTaskData: Data | null;
  loaded: boolean;
  isPreview: boolean;
  isOnboarding: boolean | null;
  /** Where the worker is in the onboarding, if this is one; its pages have the same agent. */
  onboarding: OnboardingStep | null;
  /** How the onboarding ended that this page was in, if it has ended. */
  onboardingEnd: 'passed' | 'failed' | null;
  /** The HTML with which the task is shown before somebody takes it: `preview_html` of `task_config`. */
  previewHtml: string | null;
  blockedReason: string | null;
  /** Why there is no work for this worker, in a sentence for them. */
  blockedExplanation: string | null;
  /** The code of that reason, such as `work/all-done`, for pages that say it in their own words. */
  blockedCode: string | null;
  /** When this piece of work goes to someone else, by this browser's clock. */
  deadline: Date | null;
  /** When the page submits by itself what it has, if the task says so. */
  submitsAt: Date | null;
  /** Whether this page has come back after its last answer was saved. */
  previousSaved: boolean;
  /** What was last saved of the answer, by this or another page of the same agent; null without any. */
  draft: unknown;
  /** When it was saved. */
  draftSavedAt: Date | null;
  /** Whether the server has a newer draft of another page, so that it did not keep the last one of this page. */
  isDraftOlder: boolean;
  /** How far the answer has come. */
  submission: 'none' | 'sending' | 'saved' | 'refused';
  /** Why the answer was refused, in a sentence for the worker. */
  refusal: string | null;
  /** The code of that refusal. */
  refusalCode: string | null;
  /** Why the answer was refused that an earlier load of this page could not send. */
  previousRefusal: { code: string; message: string } | null;
  /** Attempts to reach the server that failed in a row; the page goes on trying by itself. */
  failedAttempts: number;
  /** Whether the server could not be reached with the last request; what the worker has so far is kept meanwhile. */
  isServerLost: boolean;
};

/** The state of a page before its first request. */
export function initialState<Data, Config>(provider: Provider): TaskState<Data, Config> {
  const providerWorkerId = provider.getWorkerName();
  const assignmentId = provider.getAssignmentId();
  return {
    taskConfig: null,
    providerWorkerId,
    mephistoWorkerId: null,
    agentId: null,
    mephistoAgentId: null,
    assignmentId,
    initialTaskData: null,
    loaded: false,
    isPreview: providerWorkerId === null || assignmentId === null,
    isOnboarding: null,
    onboarding: null,
    onboardingEnd: null,
    previewHtml: null,
    blockedReason: null,
    blockedExplanation: null,
    blockedCode: null,
    deadline: null,
    submitsAt: null,
    previousSaved: false,
    draft: null,
    draftSavedAt: null,
    isDraftOlder: false,
    submission: 'none',
    refusal: null,
    refusalCode: null,
    previousRefusal: null,
    failedAttempts: 0,
    isServerLost: false,
  };
}

/** The page shows why there is nothing to do. */
export function blocked(reason: string, explanation?: string | null) {
  return {
    blockedReason: reason,
    blockedExplanation: explanation ?? getBlockedExplanation(reason),
    failedAttempts: 0,
  };
}
