import { basename, sep } from 'node:path';
import { Refusal } from '../../actors/refusal.ts';
import { unshown } from '../../events/secrets.ts';
import type { DataReader, Task } from '../../runtime/ports/tasks.ts';
import { openDataReader } from './data-reader.ts';
import type { ReaderOptions } from './data-reader-process.ts';

/** Shorter secrets would be found in any text. */
const minSecretLetters = 4;

/** Starts a data reader whose errors contain neither these secrets nor the path of the task folder. */
export async function openRedactingReader(
  task: Task,
  secrets: readonly string[],
  options: ReaderOptions = {},
): Promise<DataReader> {
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  // The longer first, since one secret may be the beginning of another.
  const hidden = [...new Set(spellings)]
    .filter(({ length }) => length >= minSecretLetters)
    .sort((a, b) => b.length - a.length);
  const redacted = (text: string) =>
    hidden
      .reduce((shown, secret) => shown.replaceAll(secret, unshown), text)
      .replaceAll(`file://${task.folder}${sep}`, '')
      .replaceAll(`${task.folder}${sep}`, '')
      .replaceAll(task.folder, basename(task.folder));

  async function redactErrors<Reply>(reply: Promise<Reply>): Promise<Reply> {
    try {
      return await reply;
    } catch (error) {
      const { code, status, message } = error as Refusal;
      throw error instanceof Refusal
        ? new Refusal(code, status, redacted(message))
        : new Error(redacted(String(message)));
    }
  }

  const reader = await redactErrors(openDataReader(task, options));
  return {
    kind: reader.kind,
    summarize: () => redactErrors(reader.summarize()),
    start: (skip) => redactErrors(reader.start(skip)),
    next: (size) => redactErrors(reader.next(size)),
    close: reader.close,
  };
}
