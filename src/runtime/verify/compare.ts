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

const rowsTimeoutMs = 30_000;
const maxAttempts = 20;
const retryEveryMs = 50;

/** Whether a log folded anew, the live state and the rows are the same. */
export async function compare<State, Command>(
  { name, mailbox, decider: { create, evolve }, picture, fromRows }: Compared<State, Command>,
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
    // A state that still changes is read again: only states of the same moment can be compared.
    if (mailbox.sequence !== sequence || !mailbox.isQuiet) {
      await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
      continue;
    }
    const difference = isDeepStrictEqual(asJson(picture(folded)), asJson(picture(mailbox.state)))
      ? fromRows(folded)
      : 'the live state is not what the log says';
    return { run: name, same: !difference, ...(difference ? { difference } : {}) };
  }
  return { run: name, same: false, difference: 'it changed too fast to be compared' };
}

/** The log is JSON: what that leaves out makes no difference. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
