import type { Fact } from '../events/catalog.ts';
import type { Stamp } from '../events/fact.ts';
import { openCommandHandler } from './command-handler.ts';
import { type CommitSettings, enqueue, type Outcome, openCommitQueue } from './commit-queue.ts';
import type { Decider } from './decider.ts';

export type { Outcome } from './commit-queue.ts';

/** The one place where a consistency boundary decides: a run, or the workspace. */
export type Mailbox<State, Command> = {
  /** Decides the command against the state and resolves when that, and all it was decided on, is on disk; throws refusals. */
  ask(command: Command, by: string): Promise<Outcome>;
  /** The state as decided so far; some of it may still be on its way to disk. */
  readonly state: State;
  /** The sequence of the last stored commit. */
  readonly sequence: number;
  /** Whether everything decided so far is on disk. */
  readonly isQuiet: boolean;
  /** Whether the log has not answered for so long that commands are refused at once. */
  readonly isCutOff: boolean;
};

/** What a mailbox needs: the rules, the log, and a source of ids and times. */
export type MailboxSettings<State, Command> = CommitSettings & {
  decider: Decider<State, Command>;
  stamp: (by: string) => Stamp;
};

/**
 * Handles the commands of one decider one after another. While a commit is being stored, the mailbox decides further commands
 * against its own state; these become the next commit. Callers get an outcome once everything it rests on is on disk.
 */
export async function openMailbox<State, Command extends { type: string }>(
  settings: MailboxSettings<State, Command>,
): Promise<Mailbox<State, Command>> {
  const { decider, stamp, log } = settings;
  const handle = openCommandHandler({ decider, stamp, maxCommitBytes: log.maxCommitBytes });
  let state = decider.create();
  const queue = await openCommitQueue(settings, () => {
    const loaded = decider.create();
    const finish = () => {
      state = loaded;
    };
    return { evolve: (fact: Fact) => decider.evolve(loaded, fact), finish };
  });

  return {
    ask: (command, by) => enqueue(queue, () => handle({ command, by }, state)),
    get state() {
      return state;
    },
    get sequence() {
      return queue.sequence;
    },
    get isQuiet() {
      return !queue.isStoring;
    },
    get isCutOff() {
      return queue.isCutOff;
    },
  };
}
