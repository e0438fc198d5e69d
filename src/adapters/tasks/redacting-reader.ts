import type { DataReader, Task } from '../../runtime/ports/tasks.ts';
import { openDataReader } from './data-reader.ts';
import type { ReaderOptions } from './data-reader-process.ts';
import { redacting } from './redaction.ts';

/** Starts a data reader whose errors contain neither these secrets nor the path of the task folder. */
export async function openRedactingReader(
  task: Task,
  secrets: readonly string[],
  options: ReaderOptions = {},
): Promise<DataReader> {
  const redactErrors = redacting(task.folder, secrets);
  const reader = await redactErrors(openDataReader(task, options));
  return {
    kind: reader.kind,
    summarize: () => redactErrors(reader.summarize()),
    start: (skip) => redactErrors(reader.start(skip)),
    next: (size) => redactErrors(reader.next(size)),
    close: reader.close,
  };
}
