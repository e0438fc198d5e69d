import type { DataReader, Task } from '../../runtime/ports/tasks.ts';
import { type ReaderOptions, startReaderProcess } from './data-reader-process.ts';

/** Starts a data reader and opens the task's data in it. */
export async function openDataReader(task: Task, options: ReaderOptions = {}): Promise<DataReader> {
  const { request, close } = startReaderProcess(task, options);
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
