import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How many of the lines that a process has printed are kept, to name the cause of its death. */
const maxPrintedLines = 50;
/** How many letters of the last one are shown. */
const maxShownLetters = 300;

/** The last lines that a process has printed, kept up to date; each is passed on as well. */
export function printedBy(child: ChildProcess, onLine?: (line: string) => void): readonly string[] {
  const printed: string[] = [];
  for (const output of [child.stdout!, child.stderr!]) {
    createInterface({ input: output }).on('line', (line) => {
      if (line.trim() !== '') printed.push(line.trim());
      if (printed.length > maxPrintedLines) printed.shift();
      onLine?.(line);
    });
  }
  return printed;
}

/** Why a process has ended, from how it did and what it printed. */
export function causeOfDeath(
  end: string | { code: number | null; signal: string | null },
  printed: readonly string[],
): string {
  if (printed.some((line) => line.includes('heap out of memory'))) return 'it ran out of memory';
  const how =
    typeof end === 'string'
      ? end
      : end.signal
        ? `it was ended by ${end.signal}`
        : `it ended its process with code ${end.code}`;
  return printed.length > 0 ? `${how}, and its last output was "${printed.at(-1)?.slice(0, maxShownLetters)}"` : how;
}
