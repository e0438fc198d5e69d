import { basename, sep } from 'node:path';
import { Refusal } from '../../actors/refusal.ts';
import { unshown } from '../../events/secrets.ts';
import { notStarted } from '../../runtime/ports/task-functions.ts';

/** Shorter secrets would be found in any text. */
const minSecretLetters = 4;

/** Passes on what a promise gives; its errors contain neither secrets nor the path of the task folder. */
export type RedactErrors = <Reply>(reply: Promise<Reply>) => Promise<Reply>;

/** Takes these secrets and the path of the task folder out of errors. */
export function redacting(folder: string, secrets: readonly string[]): RedactErrors {
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
      .replaceAll(`file://${folder}${sep}`, '')
      .replaceAll(`${folder}${sep}`, '')
      .replaceAll(folder, basename(folder));

  return async (reply) => {
    try {
      return await reply;
    } catch (error) {
      const { code, status, message, cause } = error as Refusal;
      throw error instanceof Refusal
        ? new Refusal(code, status, redacted(message), cause === notStarted ? { cause } : {})
        : new Error(redacted(String(message)));
    }
  };
}
