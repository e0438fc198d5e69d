import { useEffect, useSyncExternalStore } from 'react';
import { providerOfThisPage } from './provider.ts';
import { request } from './request.ts';
import { wakefulPause } from './retry.ts';
import { openSession, type Session } from './session.ts';
import type { TaskState } from './task-state.ts';
import { unsentAnswers } from './unsent.ts';

/** What `useTask` gives: what Mephisto's `useMephistoTask` gave, and the deadline and the fate of the answer besides. */
export type Task<Data, Config> = TaskState<Data, Config> & {
  isLoading: boolean;
  handleSubmit: Session<Data, Config>['submit'];
  handleMetadataSubmit: Session<Data, Config>['submitMetadata'];
  handleFatalError: Session<Data, Config>['reportFatalError'];
  /** Keeps what the worker has so far, to be handed in by itself in time if the task says so. */
  setTaskSubmitData: (answer: unknown) => void;
  /** Saves what the worker has so far on the server, at most once in the `draft_interval_in_seconds` of the task; a reload has it as `draft`. */
  saveDraft: (draft: unknown) => void;
  /** Hands in what was last kept. */
  submit: Session<Data, Config>['submitDraft'];
  /** Tries to reach the server at once instead of at the next turn. */
  retryNow: () => void;
  /** Leaves this piece for the next one, where the provider allows that. */
  takeNextPiece: () => void;
};

/** What `work.js` puts on the page. */
type ManyhandsWork = {
  on(listener: (event: { type: string; agentId?: string; isElsewhere?: boolean }) => void): void;
};

let theSession: Session<unknown, unknown> | undefined;

// One page is one agent: every component gets the same session, so that the page registers once.
function sessionOfThisPage(): Session<unknown, unknown> {
  if (theSession) return theSession;
  const session = openSession<unknown, unknown>({
    provider: providerOfThisPage(),
    request,
    ...wakefulPause(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    unsent: unsentAnswers(),
    userAgent: navigator.userAgent,
  });
  window.addEventListener('beforeunload', (event) => {
    if (session.state().submission === 'sending') event.preventDefault();
  });
  (window as { manyhandsWork?: ManyhandsWork }).manyhandsWork?.on(({ type, agentId, isElsewhere }) => {
    if (type === 'returned') session.leave();
    if (type === 'submitted' && isElsewhere && agentId) session.submittedElsewhere(agentId);
  });
  theSession = session;
  return session;
}

/** The worker's piece of work: its data, its deadline, and how to hand in the answer. */
export function useTask<Data = unknown, Config = Record<string, unknown>>(): Task<Data, Config> {
  const session = sessionOfThisPage() as unknown as Session<Data, Config>;
  const state = useSyncExternalStore(session.listen, session.state);
  useEffect(session.start, []);
  return {
    ...state,
    isLoading: !state.loaded,
    handleSubmit: session.submit,
    handleMetadataSubmit: session.submitMetadata,
    handleFatalError: session.reportFatalError,
    setTaskSubmitData: session.setDraft,
    saveDraft: (draft) => void session.saveDraft(draft),
    submit: session.submitDraft,
    retryNow: session.retryNow,
    takeNextPiece: session.takeNextPiece,
  };
}
