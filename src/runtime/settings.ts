import type { Refusal } from '../actors/refusal.ts';
import type { Log } from '../events/log.ts';
import type { Tasks } from './ports/tasks.ts';

/** What owning the runs of a log needs. */
export type RuntimeSettings = {
  log: Log;
  tasks: Tasks;
  now: () => number;
  say: (sentence: string) => void;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  /** Resolves when what the runs are read from has proved to be whole: before that they do nothing. */
  proven?: Promise<unknown>;
  /** Ends the opening. */
  signal?: AbortSignal;
};
