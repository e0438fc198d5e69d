import { ApiError } from '../../api/client.ts';
import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { asCalled } from '../terminal/called-as.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { OutputClosed, type Terminal } from '../terminal/terminal.ts';
import { visible } from '../terminal/text.ts';

/** The code of an error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Writes what went wrong to stderr, one sentence with its code, and gives the exit code. */
export function reportFault(error: unknown, { notify, stderrColours }: Terminal): number {
  if (error instanceof OutputClosed) return 0;
  if (error instanceof Interrupted) return 130;
  const shown = notWritable(error) ?? error;
  const code = codeOf(shown);
  if (shown instanceof ApiError || code?.includes('/')) {
    const { message } = shown as Error;
    // Also that of a server, which writes its commands as the source does.
    notify(`${visible(asCalled(message))} ${stderrColours.dim(`(${code})`)}`);
  } else {
    // A bug: its stack helps to find it.
    notify(visible(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
  return 1;
}
