import { headOf } from '../../events/line.ts';
import type { Log, LogState } from '../../events/log.ts';
import { lastHolding } from './bisect.ts';
import { type Damage, damage } from './damage.ts';
import type { PublishedFact } from './published-facts.ts';

/** The last commit that is known to be on disk. */
export type Head = { sequence: number; commitId: string };

/** A record of the log's end outside the log; `phrase` names it in a sentence: `the rows know`. */
export type Witness = Head & { phrase: string };

/** The damage if the log ends before the head of a witness, or has another commit there. */
export async function headsAgainst(
  log: Pick<Log, 'at' | 'head'>,
  witnesses: readonly Witness[],
): Promise<Damage | undefined> {
  const last = await log.head();
  const [furthest] = [...witnesses].sort((one, other) => other.sequence - one.sequence);
  if (!furthest) return undefined;
  const known = furthest.sequence;
  if (known > last) {
    return last === 0
      ? damage('log/empty', { known, witness: furthest.phrase })
      : damage('log/behind', { known, witness: furthest.phrase, last });
  }
  for (const { sequence, commitId, phrase } of witnesses) {
    const here = await log.at(sequence);
    // An unreadable commit is reported as a gap.
    if (here && here.id !== commitId)
      return damage('log/replaced', { known: sequence, witness: phrase, from: sequence });
  }
  return undefined;
}

/** Whether the log has this published fact at its position; `beyond` if the log ends before it. */
export async function isInLog(log: Pick<Log, 'at' | 'head'>, fact: PublishedFact): Promise<'yes' | 'no' | 'beyond'> {
  if (fact.sequence > (await log.head())) return 'beyond';
  const commit = await log.at(fact.sequence);
  if (!commit) return 'beyond';
  const line = commit.json[fact.place];
  if (line === undefined || commit.run !== fact.run) return 'no';
  return headOf(line).id === fact.id || fact.id === `unreadable-${fact.sequence}.${fact.place}` ? 'yes' : 'no';
}

/** The position of the first published fact that differs from the log. */
export async function firstDifference(
  log: Pick<Log, 'at' | 'head'>,
  factAt: (number: number) => Promise<PublishedFact | undefined>,
  messages: number,
): Promise<number> {
  const agreeing = await lastHolding(0, messages, async (number) => {
    const fact = await factAt(number);
    return !fact || (await isInLog(log, fact)) === 'yes';
  });
  return (await factAt(agreeing + 1))?.sequence ?? (await log.head()) + 1;
}

/** A gap, if the log does not begin at 1 or has fewer commits than its last sequence. */
export function gapIn({ first, last, count }: LogState, firstMissing?: number): Damage | undefined {
  if (last === count && (last === 0 || first === 1)) return undefined;
  const from = firstMissing ?? (first > 1 || count === 0 ? 1 : first);
  return damage('log/gap', { from, missing: last - count, last });
}
