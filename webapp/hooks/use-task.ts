import { useEffect, useSyncExternalStore } from 'react';
import type { Session } from './session.ts';
import { sessionOfThisPage } from './session-of-page.ts';
import type { TaskState } from './task-state.ts';

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

/** The worker's piece of work: its data, its deadline, and how to hand in the answer. */
export function useTask<Data = unknown, Config = Record<string, unknown>>(): Task<Data, Config> {
  const session = sessionOfThisPage<Data, Config>();
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
