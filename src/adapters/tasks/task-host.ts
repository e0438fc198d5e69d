import type { Item, Source } from './item.ts';
import type { Task } from './task-config.ts';
import { startTaskProcess, type TaskProcessOptions } from './task-process.ts';

/** A task's data and its code, kept in a process of their own: whatever breaks there is a refusal here. */
export type TaskHost = {
  kind: Source['kind'];
  /** Reads a list once from end to end and gives its length; a generator's is unknown. */
  count(): Promise<number | undefined>;
  /** Begins behind the first `skip` items. */
  start(skip: number): Promise<void>;
  /** The next items, at most `size`; a generator's go out as they come. The end is `done`, without items. */
  next(size: number): Promise<{ items: Item[]; done: boolean }>;
  close(): Promise<void>;
};

/** Starts a task's host and opens its data there. */
export async function openTaskHost(task: Task, options: TaskProcessOptions = {}): Promise<TaskHost> {
  const { ask, close } = startTaskProcess(task, options);
  return {
    kind: await ask('open', task),
    count: () => ask('count', undefined),
    start: (skip) => ask('start', skip),
    async next(size) {
      const items = await ask('next', size);
      return { items, done: items.length === 0 };
    },
    close,
  };
}
