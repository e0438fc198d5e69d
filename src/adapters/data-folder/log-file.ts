import { appendFileSync, closeSync, openSync, statSync } from 'node:fs';
import { refuse } from './refusals.ts';

/** A file for the sentences that go to the terminal, one on a line. */
export type LogFile = { write(sentence: string): void };

type Settings = {
  path: string;
  now: () => number;
  /** Called once with a sentence when the file cannot be written any more, and again after it could be. */
  complain: (sentence: string) => void;
};

/** Opens a log file, made for its owner's eyes only if it is missing; throws `settings/bad-log-file`. */
export function openLogFile({ path, now, complain }: Settings): LogFile {
  requireFile(path);
  let isBroken = false;

  return {
    write(sentence) {
      try {
        // Opened for each of these few lines: a file that was moved away is begun again, without a signal.
        appendFileSync(path, `${new Date(now()).toISOString()} ${onOneLine(sentence)}\n`, { mode: 0o600 });
        isBroken = false;
      } catch (error) {
        if (!isBroken)
          complain(`The log file ${path} cannot be written (${reasonOf(error)}); work goes on without it.`);
        isBroken = true;
      }
    },
  };
}

/** A bug in words that are safe to keep: its kind and its place. Its message could quote what somebody sent. */
export function bugIn(error: unknown): string {
  if (!(error instanceof Error)) return 'A bug that is no error; the terminal has more.';
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return ['A bug; the terminal has its message.', error.name, ...frames.map((frame) => frame.trim())].join('\n');
}

// A pipe that is not read would block the daemon, and a device keeps nothing.
function requireFile(path: string): void {
  let reason = 'it is not a file';
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true) {
      closeSync(openSync(path, 'a', 0o600));
      return;
    }
  } catch (error) {
    reason = reasonOf(error);
  }
  throw refuse('settings/bad-log-file', { path, reason });
}

/** Each sentence on one line, without what would move a terminal's cursor, and without what opens doors. */
const onOneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' | ')
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ')
    .replace(/\/\/[^@/\s]*@/g, '//…@')
    .replace(/\bmh_[\w-]+/g, 'mh_…');

const words: Record<string, string> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is not one',
  EACCES: 'that is not allowed',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
};
const reasonOf = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return words[code] ?? message;
};
