import type { Task, TaskHost } from '../../runtime/ports/tasks.ts';
import { startTaskProcess, type TaskProcessOptions } from './task-process.ts';

/** Starts a task host and opens the task's data in it. */
export async function openTaskHost(task: Task, options: TaskProcessOptions = {}): Promise<TaskHost> {
  const { request, close } = startTaskProcess(task, options);
  return {
    kind: await request('open', { task, maxItemBytes: options.maxItemBytes }),
    summarize: () => request('summarize', undefined),
    start: (skip) => request('start', skip),
    async next(size) {
      const items = await request('next', size);
      return { items, done: items.length === 0 };
    },
    close,
  };
}
