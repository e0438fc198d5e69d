import { basename, sep } from 'node:path';
import { Refusal } from '../../actors/refusal.ts';
import { unshown } from '../../events/secrets.ts';
import type { Task, TaskHost } from '../../runtime/ports/tasks.ts';
import { openTaskHost } from './task-host.ts';
import type { TaskProcessOptions } from './task-process.ts';

/** Shorter secrets would be found in any text. */
const minSecretLetters = 4;

/** Starts a task host whose errors contain neither these secrets nor the path of the task folder. */
export async function openRedactingHost(
  task: Task,
  secrets: readonly string[],
  options: TaskProcessOptions = {},
): Promise<TaskHost> {
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

  const host = await redactErrors(openTaskHost(task, options));
  return {
    kind: host.kind,
    summarize: () => redactErrors(host.summarize()),
    start: (skip) => redactErrors(host.start(skip)),
    next: (size) => redactErrors(host.next(size)),
    close: host.close,
  };
}
