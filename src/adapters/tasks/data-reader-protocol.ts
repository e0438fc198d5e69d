import type { DataSummary, Item, Source, Task } from '../../runtime/ports/tasks.ts';
import type { Verb } from '../request-reply/messages.ts';

/** With what the process ends when its channel to Manyhands is closed. */
export const channelClosedCode = 213;

/** The requests that the process of a data reader handles, and its events. */
export type ReaderProtocol = {
  verbs: {
    open: Verb<{ task: Task; maxItemBytes?: number }, Source['kind']>;
    /** Reads the rows of a list, and reports how many it has read so far. A generator has no summary. */
    summarize: Verb<undefined, DataSummary | undefined, number>;
    /** Starts behind this many items. */
    start: Verb<number, void>;
    /** At most this many items; none at the end. */
    next: Verb<number, Item[]>;
  };
  events: {
    /** The process is busy, though it has not replied yet. */
    alive: undefined;
    /** Code has failed that no request waits for. */
    failed: ReaderFailure;
  };
};

export type ReaderFailure = { refused: { code: string; status: number; message: string } } | { fault: string };
