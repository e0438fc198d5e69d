import type { Refusal } from '../actors/refusal.ts';
import type { Log } from '../events/log.ts';
import type { WorkerIdentity } from '../events/task-run.ts';
import type { Tasks } from './ports/tasks.ts';

/** The settings of a runtime. */
export type RuntimeSettings = {
  log: Log;
  tasks: Tasks;
  now: () => number;
  notify: (sentence: string) => void;
  /** The reason why nothing can be recorded now, if there is one. */
  refusalNow: () => Refusal | undefined;
  /** How a run knows its workers if its config does not say; unsigned if this is left out. */
  defaultIdentity?: WorkerIdentity;
  /** Resolves when the log is proved complete; before that the runs do nothing. */
  proven?: Promise<unknown>;
  /** Aborts the opening. */
  signal?: AbortSignal;
};
