import type { Item, Source, Task } from '../../runtime/ports/tasks.ts';

/** The calls that a task host answers. */
export type TaskHostCalls = {
  open: (task: Task) => Source['kind'];
  count: () => number | undefined;
  start: (skip: number) => void;
  next: (size: number) => Item[];
};

/** One call on its way to the task host; its reply has the same id. */
export type TaskHostRequest = {
  [Verb in keyof TaskHostCalls]: { id: number; verb: Verb; value: Parameters<TaskHostCalls[Verb]>[0] };
}[keyof TaskHostCalls];

/** What a task host sends: an answer, a refusal, a fault of the task's code, or that it is still at work. */
export type TaskHostReply =
  | { id: number; answer: ReturnType<TaskHostCalls[keyof TaskHostCalls]> }
  | { refusal: { code: string; status: number; message: string } }
  | { fault: string }
  | { working: true }
  | { counted: number };
