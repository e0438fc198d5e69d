import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../actors/refusal.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { RunMailbox } from '../actors/run-mailbox.ts';

type Asking = {
  command: RunCommand;
  by: string;
  /** Whether what was asked for is so. */
  isDone: () => boolean;
  /** Whether nobody wants it any more. */
  isOver?: () => boolean;
};

/** How long to wait before a log that was away is asked again, in ms. */
const retryMs = 200;

/** Asks until the log has it. What was asked of a log that was away may have been stored in the end, and is not asked twice then. */
export async function askUntilStored(
  mailbox: RunMailbox,
  { command, by, isDone, isOver = () => false }: Asking,
): Promise<void> {
  for (;;) {
    try {
      await mailbox.ask(command, by);
      return;
    } catch (error) {
      if (isOver() || !(error instanceof Refusal && error.code === 'log/unavailable')) throw error;
    }
    do await pause(retryMs, undefined, { ref: false });
    while (!isOver() && (mailbox.isCutOff || !mailbox.isQuiet));
    if (isDone()) return;
  }
}
