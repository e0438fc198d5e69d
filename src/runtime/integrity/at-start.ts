import { read } from '../../events/catalog.ts';
import { ABOVE_RUNS, type Log } from '../../events/log.ts';
import { type Damage, damage, damageKey } from './damage.ts';
import { firstDifference, gapIn, headsAgainst, isInLog, type Witness } from './heads.ts';
import type { PublishedFacts } from './published-facts.ts';

type Looked = {
  log: Log;
  /** How far everybody else remembers that the log went: rows, and the record of its end. */
  witnesses: readonly Witness[];
  facts: Pick<PublishedFacts, 'messages' | 'last' | 'at'>;
  accepted: ReadonlySet<string>;
};

/** What is missing as far as a few questions to the log show, before anything is read or written. */
export async function damagesAtStart({ log, witnesses, facts, accepted }: Looked): Promise<Damage[]> {
  const heads = (await headsAgainst(log, witnesses)) ?? (await factsAgainst(log, { witnesses, facts }));
  const gap = gapIn(await log.state()) && gapIn(await log.state(), await firstMissing(log));
  // What others remember is moved away when a loss is accepted; only what stays in the log itself is known for good.
  const known = gap && accepted.has(damageKey(gap)) ? undefined : gap;
  return [heads && (await fromWhere(log, heads, facts)), known].filter((one) => one !== undefined);
}

/** The same damage, from the first position at which the facts on NATS and the log are not the same. */
async function fromWhere(log: Log, found: Damage, { messages, last, at }: Looked['facts']): Promise<Damage> {
  if (!last || found.code === 'log/empty' || (await isInLog(log, last)) === 'yes') return found;
  const from = await firstDifference(log, at, messages);
  const head = await log.head();
  const known = Math.max(last.sequence, found.known ?? 0);
  if (from > head) return found;
  return damage('log/replaced', { known, witness: 'the facts on NATS know', from });
}

/** The first position at which there is no commit. */
export async function firstMissing(log: Log): Promise<number> {
  let next = 1;
  for await (const { sequence } of log.between(0, (await log.state()).last)) {
    if (sequence !== next) break;
    next++;
  }
  return next;
}

type Others = Pick<Looked, 'witnesses' | 'facts'>;

/** Whether facts were published that the log does not have, and that no other witness contradicts. */
async function factsAgainst(log: Log, { witnesses, facts }: Others): Promise<Damage | undefined> {
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
  // Where the log went on as others remember, it is the facts that are wrong, and they are made anew.
  if (where === 'beyond' || witnesses.some(({ sequence }) => sequence >= known)) return undefined;
  const from = await firstDifference(log, facts.at, facts.messages);
  return damage('log/replaced', { known, witness, from });
}

/** The keys of all damages that somebody knew of when they chose to go on. */
export async function acceptedDamages(log: Log): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { facts } of log.read(ABOVE_RUNS)) {
    for (const recorded of facts) {
      // Others may be unreadable, which is reported elsewhere.
      if (recorded.type !== 'workspace.loss-accepted') continue;
      const fact = read(recorded);
      if (fact.type === 'workspace.loss-accepted')
        for (const found of fact.data.damages) if (staysInLog(found.code)) keys.add(damageKey(found));
    }
  }
  return keys;
}

/** Whether a damage is one of the log itself, to be found again at every start; rows are made anew once a loss is accepted. */
const staysInLog = (code: string): boolean => code === 'log/gap' || code === 'log/chain';
