import { read } from '../../events/catalog.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { type Damage, damage, damageKey } from './damage.ts';
import { firstDifference, gapIn, headsAgainst, isInLog, type Witness } from './heads.ts';
import type { PublishedFacts } from './published-facts.ts';

type StartState = {
  log: Log;
  /** The ends of the log as others have recorded them: the rows, and the record of its last commit. */
  witnesses: readonly Witness[];
  facts: Pick<PublishedFacts, 'messages' | 'last' | 'at'>;
  accepted: ReadonlySet<string>;
};

/** The damages that a few queries of the log show, before anything is read or written. */
export async function damagesAtStart({ log, witnesses, facts, accepted }: StartState): Promise<Damage[]> {
  const heads = (await headsAgainst(log, witnesses)) ?? (await factsAgainst(log, { witnesses, facts }));
  const gap = gapIn(await log.state()) && gapIn(await log.state(), await firstMissing(log));
  // Other records are removed when a loss is accepted, so only accepted damages of the log itself are found again.
  const known = gap && accepted.has(damageKey(gap)) ? undefined : gap;
  return [heads && (await withFirstDifference(log, heads, facts)), known].filter((one) => one !== undefined);
}

/** The damage, from the first position at which the published facts and the log differ. */
async function withFirstDifference(
  log: Log,
  found: Damage,
  { messages, last, at }: StartState['facts'],
): Promise<Damage> {
  if (!last || found.code === 'log/empty' || (await isInLog(log, last)) === 'yes') return found;
  const from = await firstDifference(log, at, messages);
  const head = await log.head();
  const known = Math.max(last.sequence, found.known ?? 0);
  if (from > head) return found;
  return damage('log/replaced', { known, witness: 'the facts on NATS know', from });
}

/** The first position without a commit. */
export async function firstMissing(log: Log): Promise<number> {
  let next = 1;
  for await (const { sequence } of log.between(0, (await log.state()).last)) {
    if (sequence !== next) break;
    next++;
  }
  return next;
}

type OtherRecords = Pick<StartState, 'witnesses' | 'facts'>;

/** Whether facts were published that the log does not have, and that no other witness contradicts. */
async function factsAgainst(log: Log, { witnesses, facts }: OtherRecords): Promise<Damage | undefined> {
  const { last } = facts;
  if (!last) return undefined;
  const known = last.sequence;
  const where = await isInLog(log, last);
  if (where === 'yes') return undefined;
  const witness = 'the facts on NATS know';
  const head = await log.head();
  if (known > head) {
    return head === 0 ? damage('log/empty', { known, witness }) : damage('log/behind', { known, witness, last: head });
  }
  // If another record agrees with the log, the published facts are wrong, and they are published again.
  if (where === 'beyond' || witnesses.some(({ sequence }) => sequence >= known)) return undefined;
  const from = await firstDifference(log, facts.at, facts.messages);
  return damage('log/replaced', { known, witness, from });
}

/** The keys of all damages that were accepted with `--accept-loss`. */
export async function acceptedDamages(log: Log): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { facts } of log.read(WORKSPACE)) {
    for (const recorded of facts) {
      // Other facts may be unreadable, which is reported elsewhere.
      if (recorded.type !== 'workspace.loss-accepted') continue;
      const fact = read(recorded);
      if (fact.type === 'workspace.loss-accepted')
        for (const found of fact.data.damages) if (staysInLog(found.code)) keys.add(damageKey(found));
    }
  }
  return keys;
}

/** Whether a damage is in the log itself, and so found at every start; rows are rebuilt once a loss is accepted. */
const staysInLog = (code: string): boolean => code === 'log/gap' || code === 'log/chain';
