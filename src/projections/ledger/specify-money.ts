import fc from 'fast-check';
import { evolve } from '../../actors/evolve-run.ts';
import { Refusal } from '../../actors/refusal.ts';
import { newRun, type Run } from '../../actors/run.ts';
import { decide, type RunCommand, react } from '../../actors/run-decide.ts';
import { connect } from '../../actors/specify.ts';
import type { Fact } from '../../events/catalog.ts';
import { ada, begun, bob, noon, type Person, person, runId } from '../../events/fixtures.ts';
import type { AgentId, BonusId, PaymentId } from '../../events/ids.ts';
import { type StoredCommit, storedCommit } from '../../events/log.ts';
import { offerId, offering, placeOf } from '../../events/provider-fixtures.ts';

// Runs with an offer as they could have been: whatever is asked, the actors decide, and what they decide is the history.

const people = [ada, bob, { ...ada, ...person('cleo') }, { ...bob, ...person('dora') }] as readonly Person[];

const verbs = [
  ...(['arrive', 'submit', 'accept', 'reject', 'soft-reject', 'undo', 'bonus', 'withdraw-bonus'] as const),
  ...(['report', 'intend', 'intend', 'prepare', 'send', 'settle', 'settle', 'retry', 'withdraw', 'resolve'] as const),
  ...(['pay-by-hand', 'undo-by-hand', 'bonus-by-hand', 'raise', 'take-away', 'end', 'gone'] as const),
  ...(['work', 'work', 'work', 'pay-out', 'pay-out'] as const),
];
/** What often comes one after the other, so that histories get far. */
const together: Partial<Record<Verb, readonly Verb[]>> = {
  work: ['arrive', 'submit', 'accept'],
  'pay-out': ['intend', 'prepare', 'send'],
};
const statuses = ['active', 'submitted', 'approved', 'rejected', 'returned', 'timed_out', 'screened_out'] as const;
const outcomes = ['paid', 'uncertain', 'uncertain', 'absent', 'refused', 'needs-person', 'needs-person'] as const;
const step = fc.record({ verb: fc.constantFrom(...verbs), nth: fc.nat(11) });
type Verb = (typeof verbs)[number];
type Step = { verb: Verb; nth: number };

const pick = <Item>(items: readonly Item[], nth: number): Item | undefined => items[nth % Math.max(1, items.length)];

function settlementOf({ nth }: Step, paymentId: PaymentId) {
  const outcome = pick(outcomes, nth) ?? 'paid';
  return outcome === 'paid'
    ? { paymentId, outcome, how: 'replied' as const }
    : { paymentId, outcome, reason: `reason ${nth}` };
}

function moneyCommand(step: Step, run: Run): RunCommand | undefined {
  const { verb, nth } = step;
  const paymentIds = [...run.payments.states.entries()].map(([id]) => id as PaymentId);
  const paymentId = pick(paymentIds, nth);
  switch (verb) {
    case 'intend':
      return { type: 'payments.intend', now: noon, isAtOnce: true, most: 1 + nth };
    case 'prepare':
      return { type: 'payments.prepare', payments: paymentIds.map((id) => ({ paymentId: id, reference: 'list' })) };
    case 'send':
      return { type: 'payments.send', paymentIds };
    case 'settle':
      return paymentId && { type: 'payments.settle', settlements: [settlementOf(step, paymentId)] };
    case 'resolve':
      return paymentId && { type: 'payment.resolve', paymentId, isMade: nth % 2 === 0, attempt: 1, note: 'Looked.' };
    case 'retry':
      return paymentId && { type: 'payment.retry', paymentId };
    case 'withdraw':
      return paymentId && { type: 'payment.withdraw', paymentId, ...(nth % 2 ? { reason: 'By hand.' } : {}) };
    case 'raise':
      return { type: 'offer.raise-places', offerId, places: 3 + nth };
    case 'take-away':
      return nth === 8 ? { type: 'offer.withdraw', offerId } : undefined;
    case 'end':
      return nth > 9 ? { type: nth % 2 ? 'offer.note-ended' : 'offer.note-withdrawn', offerId } : undefined;
    case 'gone':
      return nth === 7 ? { type: 'offer.note-gone', offerId } : undefined;
    default:
      return undefined;
  }
}

function commandOf(step: Step, run: Run): RunCommand | undefined {
  const { verb, nth } = step;
  const who = pick(people, nth) as Person;
  const { submissionId, external } = placeOf(who);
  // Who comes again is another agent; what is done is done to the last.
  const known = [...run.agents.entries()];
  const last = known.findLast(([, { context }]) => context.workerId === who.workerId);
  const agentId = (last?.[0] ?? who.agentId) as AgentId;
  const newAgent = `agent-${known.length}` as AgentId;
  const unitId = last?.[1].context.unitId;
  const named = unitId && { unitId, by: 'reviewer:anna' };
  const bonus = pick([...run.bonuses], nth);
  switch (verb) {
    case 'arrive':
      return {
        ...connect(who),
        agentId: newAgent,
        registration: newAgent,
        ...(nth > 9 ? {} : { place: { submissionId, offerId, external } }),
      };
    case 'submit':
      return { type: 'agent.submit', agentId, answer: { nth } };
    case 'accept':
    case 'reject':
    case 'soft-reject':
      return named && { type: `unit.${verb}`, ...named };
    case 'undo':
      return named && { type: 'unit.undo-review', ...named };
    case 'bonus': {
      const bonusId = `bonus-${run.bonuses.size}` as BonusId;
      return unitId && { type: 'unit.grant-bonus', unitId, bonusId, cents: 1 + nth, currency: 'GBP' };
    }
    case 'withdraw-bonus':
      return bonus && { type: 'unit.withdraw-bonus', bonusId: bonus[0], unitId: bonus[1].unitId };
    case 'bonus-by-hand':
      return bonus && { type: 'unit.pay-bonus', bonusId: bonus[0], unitId: bonus[1].unitId };
    case 'pay-by-hand':
      return unitId && { type: 'units.pay', units: [{ unitId, cents: 50 }], bonuses: [], currency: 'GBP' };
    case 'undo-by-hand':
      return (
        unitId && {
          type: 'units.undo-payments',
          units: [{ unitId, cents: 50 }],
          bonuses: [],
          currency: 'GBP',
          note: '-',
        }
      );
    case 'report': {
      const status = pick(statuses, nth) ?? 'active';
      return { type: 'submissions.report', offerId, now: noon, reports: [{ ...placeOf(who), status }] };
    }
    default:
      return moneyCommand(step, run);
  }
}

/** A history of a run with an offer, and the run that it led to. */
export type MoneyHistory = { run: Run; facts: Fact[]; commits: StoredCommit[] };

function historyOf(steps: readonly Step[]): MoneyHistory {
  const run = newRun();
  const facts: Fact[] = [];
  const commits: StoredCommit[] = [];
  function record(decided: readonly object[]) {
    if (decided.length === 0) return;
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, commits.length)).toISOString();
    const sequence = commits.length + 1;
    const stamped = decided.map((fact, place) => ({ id: `${sequence}.${place}`, at, by: 'spec', ...fact }) as Fact);
    facts.push(...stamped);
    commits.push(
      storedCommit(
        { id: `commit-${sequence}`, run: runId, json: stamped.map((fact) => JSON.stringify(fact)) },
        sequence,
      ),
    );
  }
  const apply = (fact: object) => evolve(run, { at: noon, by: 'spec', ...fact } as Fact);
  const opening = begun({ maximumUnitsPerWorker: 0 });
  for (const fact of opening) apply(fact);
  record(opening);
  const ask = (command: RunCommand) => {
    try {
      const decided = decide(command, run);
      for (const fact of decided) apply(fact);
      const reactions = react(run);
      for (const fact of reactions) apply(fact);
      record([...decided, ...reactions]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  };
  ask({ type: 'offer.intend', ...offering });
  ask({ type: 'offer.note-published', offerId, external: 'study-1' });
  for (const { verb, nth } of steps)
    for (const part of together[verb] ?? [verb]) {
      const command = commandOf({ verb: part, nth }, run);
      if (command) ask(command);
    }
  return { run, facts, commits };
}

/** Any history of a run with an offer. */
export const moneyHistories = fc.array(step, { maxLength: 120, size: 'max' }).map(historyOf);
