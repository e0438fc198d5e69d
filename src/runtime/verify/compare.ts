import { isDeepStrictEqual } from 'node:util';
import type { Decider } from '../../actors/decider.ts';
import type { Mailbox } from '../../actors/mailbox.ts';
import { read } from '../../events/catalog.ts';
import type { Log } from '../../events/log.ts';
import type { ReadModel } from '../ports/read-model.ts';

/** What a comparison came to; `run` is whose log it was. */
export type Check = { run: string; same: boolean; difference?: string };

type Compared<State, Command> = {
  /** Whose log it is: a run's id, or `ABOVE_RUNS`. */
  name: string;
  mailbox: Mailbox<State, Command>;
  decider: Decider<State, Command>;
  /** Everything the state holds, in an order of its own. */
  picture: (state: State) => unknown;
  /** Where the rows differ from a state, if they do. */
  fromRows: (state: State) => string | undefined;
};

const patienceMs = 30_000;
const tries = 20;

/** Whether a log folded anew, the live state and the rows are the same. */
export async function compare<State, Command>(
  { name, mailbox, decider: { create, evolve }, picture, fromRows }: Compared<State, Command>,
  log: Log,
  readModel: ReadModel,
): Promise<Check> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const folded = create();
    let sequence = 0;
    for await (const commit of log.read(name)) {
      for (const fact of commit.facts) evolve(folded, read(fact));
      sequence = commit.sequence;
    }
    await readModel.reached(sequence, patienceMs);
    // What is in motion is looked at again: only states of the same moment can be compared.
    if (mailbox.sequence !== sequence || !mailbox.isQuiet) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const difference = isDeepStrictEqual(asJson(picture(folded)), asJson(picture(mailbox.state)))
      ? fromRows(folded)
      : 'the live state is not what the log says';
    return { run: name, same: !difference, ...(difference ? { difference } : {}) };
  }
  return { run: name, same: false, difference: 'it did not stand still long enough to be compared' };
}

/** What JSON leaves out, no log can tell apart. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
