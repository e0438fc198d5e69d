import { isDeepStrictEqual } from 'node:util';
import type { Decider } from '../../actors/decider.ts';
import type { Mailbox } from '../../actors/mailbox.ts';
import { read } from '../../events/catalog.ts';
import type { Log } from '../../events/log.ts';
import type { ReadModel } from '../ports/read-model.ts';

/** The result of a comparison; `run` is the run, or `-` for the workspace. */
export type Check = { run: string; same: boolean; difference?: string };

type Comparison<State, Command> = {
  /** A run's id, or `WORKSPACE`. */
  name: string;
  mailbox: Mailbox<State, Command>;
  decider: Decider<State, Command>;
  /** The whole state as plain data in a fixed order. */
  toPlain: (state: State) => unknown;
  /** How the rows differ from a state, if they do. */
  fromRows: (state: State) => string | undefined;
};

const rowsTimeoutMs = 30_000;
const maxAttempts = 20;
const retryEveryMs = 50;

/** Compares a newly folded log, the live state and the rows. */
export async function compare<State, Command>(
  { name, mailbox, decider: { create, evolve }, toPlain, fromRows }: Comparison<State, Command>,
  log: Log,
  readModel: ReadModel,
): Promise<Check> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const folded = create();
    let sequence = 0;
    for await (const commit of log.read(name)) {
      for (const fact of commit.facts) evolve(folded, read(fact));
      sequence = commit.sequence;
    }
    await readModel.reached(sequence, rowsTimeoutMs);
    // Only states of the same moment can be compared, so a changing state is read again.
    if (mailbox.sequence !== sequence || !mailbox.isQuiet) {
      await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
      continue;
    }
    const difference = isDeepStrictEqual(asJson(toPlain(folded)), asJson(toPlain(mailbox.state)))
      ? fromRows(folded)
      : 'the live state differs from the log';
    return { run: name, same: !difference, ...(difference ? { difference } : {}) };
  }
  return { run: name, same: false, difference: 'it changed too fast to be compared' };
}

/** The log is JSON, so only what JSON keeps is compared. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
