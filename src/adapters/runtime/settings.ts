import type { Refusal } from '../../actors/refusals.ts';
import type { Log } from '../../events/log.ts';
import type { TaskProcessOptions } from '../tasks/task-process.ts';

/** What owning the runs of a log needs. */
export type RuntimeSettings = {
  log: Log;
  /** The folder that no task's code may come from. */
  dataFolder: string;
  /** Where the frozen page of each run lies. */
  pageFolderOf: (runId: string) => string;
  now: () => number;
  say: (sentence: string) => void;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => Refusal | undefined;
  /** Hears how long a task's own code took to answer. */
  onTaskAnswer?: TaskProcessOptions['onAnswer'];
  /** Resolves when what the runs are read from has proved to be whole: before that they do nothing. */
  proven?: Promise<unknown>;
  /** Ends the opening. */
  signal?: AbortSignal;
};
