import type { Task, TaskHost } from '../../runtime/ports/tasks.ts';
import { startTaskProcess, type TaskProcessOptions } from './task-process.ts';

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
