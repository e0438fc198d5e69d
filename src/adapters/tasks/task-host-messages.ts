import type { Item, Source, Task } from '../../runtime/ports/tasks.ts';

/** What a task host may be asked, and what it answers. */
export type Asks = {
  open: (task: Task) => Source['kind'];
  count: () => number | undefined;
  start: (skip: number) => void;
  next: (size: number) => Item[];
};

/** One ask on its way to the task host; its id stands in the answer. */
export type Ask = { [Verb in keyof Asks]: { id: number; verb: Verb; given: Parameters<Asks[Verb]>[0] } }[keyof Asks];

/** What a task host says of itself: an answer, a refusal, a fault of the task's code, or that it is still at work. */
export type Told =
  | { id: number; answer: ReturnType<Asks[keyof Asks]> }
  | { refusal: { code: string; status: number; message: string } }
  | { fault: string }
  | { working: true }
  | { counted: number };
