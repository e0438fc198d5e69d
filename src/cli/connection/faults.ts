import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { OutputClosed, type Terminal } from '../terminal/terminal.ts';
import { visible } from '../terminal/visible.ts';
import { Refused } from './client.ts';

/** The code of an error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Says what went wrong in one sentence, with its code, and gives the exit code it deserves. */
export function tellFault(error: unknown, { say, sayColours }: Terminal): number {
  if (error instanceof OutputClosed) return 0;
  if (error instanceof Interrupted) return 130;
  const told = notWritable(error) ?? error;
  const code = codeOf(told);
  if (told instanceof Refused || code?.includes('/')) {
    say(`${visible((told as Error).message)} ${sayColours.dim(`(${code})`)}`);
  } else {
    // Nobody foresaw this one: whoever mends it needs to know where it came from.
    say(visible(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
  return 1;
}
