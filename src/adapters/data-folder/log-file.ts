import { appendFileSync, closeSync, openSync, statSync } from 'node:fs';
import { refuse } from './refusals.ts';

/** The log file: the sentences of the terminal, one a line. */
type LogFile = { write(sentence: string): void };

type Settings = {
  path: string;
  now: () => number;
  /** Called once with a sentence when the file cannot be written any more, and again after it could be. */
  complain: (sentence: string) => void;
};

/** Opens a log file, made readable by its owner alone if missing; throws `settings/bad-log-file`. */
export function openLogFile({ path, now, complain }: Settings): LogFile {
  requireFile(path);
  let isBroken = false;

  return {
    write(sentence) {
      try {
        // Opened for each line, and there are few: log rotation needs no signal.
        appendFileSync(path, `${new Date(now()).toISOString()} ${onOneLine(sentence)}\n`, { mode: 0o600 });
        isBroken = false;
      } catch (error) {
        if (!isBroken)
          complain(`The log file ${path} cannot be written (${reasonOf(error)}); Manyhands continues without it.`);
        isBroken = true;
      }
    },
  };
}

/** A bug as its name and stack, without its message, which could quote personal data. */
export function bugIn(error: unknown): string {
  if (!(error instanceof Error)) return 'A bug without a stack; the terminal has more.';
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

/** Each sentence on one line, without control characters, passwords and tokens. */
const onOneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' | ')
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ')
    .replace(/\/\/[^@/\s]*@/g, '//…@')
    .replace(/\bmh_[\w-]+/g, 'mh_…');

const words: Record<string, string> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is not a folder',
  EACCES: 'permission denied',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
};
const reasonOf = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return words[code] ?? message;
};
