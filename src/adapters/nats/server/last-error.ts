import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const maxTailBytes = 16 * 1024;

/** The length of a log file in bytes; 0 if there is none. */
export function lengthOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Why a nats-server ended: the last error it logged after a position (bytes), if it logged one. */
export function lastError(file: string, from: number): string | undefined {
  const lines = tail(file, from).split('\n');
  const line = lines.findLast((text) => /\[(FTL|ERR)\]|^nats-server:|^panic:|^fatal error:/.test(text));
  // [pid] date time [LVL] words
  return line
    ?.replace(/^\[\d+\] \S+ \S+ \[\w+\] |^nats-server: /, '')
    .trim()
    .replace(/\.$/, '');
}

function tail(file: string, from: number): string {
  if (lengthOf(file) === 0) return '';
  const open = openSync(file, 'r');
  try {
    const { size } = fstatSync(open);
    // A log that is shorter than before has been rotated.
    const start = Math.max(size - maxTailBytes, from <= size ? from : 0);
    const bytes = Buffer.alloc(size - start);
    readSync(open, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  } finally {
    closeSync(open);
  }
}
