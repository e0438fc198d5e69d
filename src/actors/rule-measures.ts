import type { AnyNewFact } from '../events/catalog.ts';
import type { WorkerId } from '../events/ids.ts';
import type { Rule, RuleComparator, RuleMeasure } from '../events/rule.ts';

/** What one rule has counted of one worker, since the rule last applied to them or was undone. */
export type Tally = {
  /** Submitted units. */
  submitted: number;
  /** What the rule counts; for a share, the numerator. */
  count: number;
  /** For a share, how many it is of. */
  of: number;
  /** What the last answer was, as a hash, for rules about equal answers. */
  answer?: number;
};

/** A tally of nothing. */
export const newTally = (): Tally => ({ submitted: 0, count: 0, of: 0 });

/** A fact about a worker's unit, and what the run knows beside it. */
export type Evidence = {
  fact: Extract<AnyNewFact, { data: { workerId: WorkerId; unitId: unknown } }>;
  /** From getting the unit to submitting it. */
  seconds?: number;
  /** A hash of the answer. */
  answer?: number;
  /** What had been decided on the unit before this fact. */
  decidedBefore?: 'accepted' | 'soft_rejected' | 'rejected';
};

type Step = (tally: Tally, evidence: Evidence, rule: Rule) => void;

const isShare = (measure: RuleMeasure) => measure === 'gold_accuracy' || measure === 'accepted_share';

const counts =
  (type: Evidence['fact']['type']): Step =>
  (tally, { fact }) => {
    if (fact.type === type) tally.count++;
  };

/** Counts the facts of one type that follow each other with no submission between. */
const countsInARow =
  (type: Evidence['fact']['type']): Step =>
  (tally, { fact }) => {
    if (fact.type === type) tally.count++;
    else if (fact.type === 'unit.submitted') tally.count = 0;
  };

const isFast = ({ seconds }: Evidence, { fasterThanSeconds = 0 }: Rule) =>
  seconds !== undefined && seconds < fasterThanSeconds;

const steps: Readonly<Record<RuleMeasure, Step>> = {
  submitted: counts('unit.submitted'),
  returned: counts('unit.returned'),
  returned_in_a_row: countsInARow('unit.returned'),
  timed_out: counts('unit.timed-out'),
  fast_answers(tally, evidence, rule) {
    if (evidence.fact.type === 'unit.submitted' && isFast(evidence, rule)) tally.count++;
  },
  fast_answers_in_a_row(tally, evidence, rule) {
    if (evidence.fact.type === 'unit.submitted') tally.count = isFast(evidence, rule) ? tally.count + 1 : 0;
  },
  same_answers_in_a_row(tally, { fact, answer }) {
    if (fact.type !== 'unit.submitted') return;
    tally.count = tally.answer === answer ? tally.count + 1 : 1;
    tally.answer = answer;
  },
  gold_accuracy(tally, { fact }) {
    if (fact.type !== 'unit.judged' || fact.data.purpose !== 'gold') return;
    tally.of++;
    if (fact.data.correct) tally.count++;
  },
  wrong_golds(tally, { fact }) {
    if (fact.type === 'unit.judged' && fact.data.purpose === 'gold' && !fact.data.correct) tally.count++;
  },
  rejected(tally, { fact, decidedBefore }) {
    if (decidedBefore === 'rejected') tally.count = Math.max(0, tally.count - 1);
    if (fact.type === 'unit.rejected') tally.count++;
  },
  accepted_share(tally, { fact, decidedBefore }) {
    if (decidedBefore) {
      tally.of = Math.max(0, tally.of - 1);
      if (decidedBefore === 'accepted') tally.count = Math.max(0, tally.count - 1);
    }
    if (fact.type === 'unit.review-undone') return;
    const isDecision =
      fact.type === 'unit.accepted' || fact.type === 'unit.soft-rejected' || fact.type === 'unit.rejected';
    if (!isDecision) return;
    tally.of++;
    if (fact.type === 'unit.accepted') tally.count++;
  },
};

/** Takes in one fact about a worker's unit. */
export function count(tally: Tally, evidence: Evidence, rule: Rule): void {
  if (evidence.fact.type === 'unit.submitted') tally.submitted++;
  steps[rule.measure](tally, evidence, rule);
}

const comparisons: Readonly<Record<RuleComparator, (measured: number, threshold: number) => boolean>> = {
  '<': (measured, threshold) => measured < threshold,
  '<=': (measured, threshold) => measured <= threshold,
  '>': (measured, threshold) => measured > threshold,
  '>=': (measured, threshold) => measured >= threshold,
  '=': (measured, threshold) => measured === threshold,
};

/** What the tally comes to; undefined for a share of nothing. */
export const measuredBy = ({ measure }: Rule, { count: counted, of }: Tally): number | undefined =>
  isShare(measure) ? (of === 0 ? undefined : counted / of) : counted;

/** What was measured if the rule is to apply, undefined otherwise. */
export function appliesAt(rule: Rule, tally: Tally): number | undefined {
  const measured = measuredBy(rule, tally);
  if (measured === undefined || tally.submitted < (rule.afterUnits ?? 0)) return undefined;
  return comparisons[rule.comparator](measured, rule.threshold) ? measured : undefined;
}

/** What a rule holds against a worker, as they are told. */
export const becauseOf: Readonly<Record<RuleMeasure, string>> = {
  submitted: 'you have done as much as one person should for now',
  gold_accuracy: 'too many of your answers to check questions were wrong',
  wrong_golds: 'too many of your answers to check questions were wrong',
  returned: 'you gave back too many tasks',
  returned_in_a_row: 'you gave back too many tasks in a row',
  timed_out: 'you let the time of too many tasks run out',
  fast_answers: 'too many of your answers came too fast',
  fast_answers_in_a_row: 'too many of your answers came too fast',
  same_answers_in_a_row: 'too many of your answers were the same',
  rejected: 'too many of your answers were rejected',
  accepted_share: 'too few of your answers were accepted',
};
