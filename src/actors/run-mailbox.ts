import type { Decider } from './decider.ts';
import { evolve } from './evolve-run.ts';
import { type Mailbox, type MailboxSettings, openMailbox } from './mailbox.ts';
import { newRun, type Run, unitOf } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';

/** A run as something to be decided about. */
export const runDecider: Decider<Run, RunCommand> = { create: newRun, evolve, decide, react };

/** The mailbox of one run, which shows its state under that name. */
export type RunMailbox = Mailbox<Run, RunCommand> & { readonly run: Run };

/** What a run's mailbox needs. */
export type RunMailboxSettings = Omit<MailboxSettings<Run, RunCommand>, 'decider' | 'stream'> & { runId: string };

/** Opens the mailbox of the run with this id; replays it first. */
export async function openRunMailbox({ runId, ...settings }: RunMailboxSettings): Promise<RunMailbox> {
  const mailbox = await openMailbox({ ...settings, decider: runDecider, stream: runId });
  return Object.defineProperty(mailbox, 'run', { get: () => mailbox.state }) as RunMailbox;
}

/** Throws if a unit is in work whose assignment is missing: commits of this history are lost. */
export function assertUnitsExist(run: Run): void {
  for (const unitId of run.inWork) if (!unitOf(run, unitId)) throw new Error(`the item of unit ${unitId} is missing`);
}
