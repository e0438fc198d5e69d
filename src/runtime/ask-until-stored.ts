import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../actors/refusal.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { RunMailbox } from '../actors/run-mailbox.ts';

type Request = {
  command: RunCommand;
  by: string;
  /** Whether the command has taken effect. */
  isDone: () => boolean;
  /** Whether to give up. */
  isOver?: () => boolean;
};

const retryMs = 200;

/** Retries until the command is stored. A log that timed out may have stored it, so it is sent again only if it has no effect yet. */
export async function askUntilStored(
  mailbox: RunMailbox,
  { command, by, isDone, isOver = () => false }: Request,
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
