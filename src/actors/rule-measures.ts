import type { AnyNewFact } from '../events/catalog.ts';
import type { UnitId, WorkerId } from '../events/ids.ts';
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
  /** What reviewers decided on each unit, for rules about reviews: a decision that is taken back counts no more. */
  decided?: Map<UnitId, Decision>;
};

type Decision = 'unit.accepted' | 'unit.soft-rejected' | 'unit.rejected';

/** A tally of nothing. */
export const newTally = (): Tally => ({ submitted: 0, count: 0, of: 0 });

type UnitFact = Extract<AnyNewFact, { type: `unit.${string}`; data: { workerId: WorkerId; unitId: UnitId } }>;

const counted = new Set([
  'unit.submitted',
  'unit.returned',
  'unit.timed-out',
  'unit.judged',
  'unit.accepted',
  'unit.soft-rejected',
  'unit.rejected',
  'unit.review-undone',
] as const satisfies UnitFact['type'][]);
type Counted = typeof counted extends Set<infer Type> ? Type : never;

/** A fact about a worker's unit, and what the run knows beside it. */
export type Evidence = {
  fact: Extract<UnitFact, { type: Counted }>;
  /** From getting the unit to submitting it. */
  seconds?: number;
  /** A hash of the answer. */
  answer?: number;
};

/** Whether some measure counts facts of this type. */
export const isCounted = (fact: AnyNewFact): fact is Evidence['fact'] => (counted as Set<string>).has(fact.type);

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

const decisions = new Set<string>(['unit.accepted', 'unit.soft-rejected', 'unit.rejected'] satisfies Decision[]);
const isDecision = (type: Evidence['fact']['type']): type is Decision => decisions.has(type);

/** Counts the decisions of one type, of all that count now. */
const countsDecisions =
  (counting: Decision): Step =>
  (tally, { fact: { type, data } }) => {
    if (!isDecision(type) && type !== 'unit.review-undone') return;
    tally.decided ??= new Map();
    const before = tally.decided.get(data.unitId);
    if (before) tally.of--;
    if (before === counting) tally.count--;
    tally.decided.delete(data.unitId);
    if (!isDecision(type)) return;
    tally.decided.set(data.unitId, type);
    tally.of++;
    if (type === counting) tally.count++;
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
  rejected: countsDecisions('unit.rejected'),
  accepted_share: countsDecisions('unit.accepted'),
};

/** Takes in one fact about a worker's unit. */
export function count(tally: Tally, evidence: Evidence, rule: Rule): void {
  if (evidence.fact.type === 'unit.submitted') tally.submitted++;
  steps[rule.measure](tally, evidence, rule);
}

type Comparison = (measured: number, threshold: number) => boolean;

const comparisons: Readonly<Record<RuleComparator, Comparison>> = {
  '<': (measured, threshold) => measured < threshold,
  '<=': (measured, threshold) => measured <= threshold,
  '>': (measured, threshold) => measured > threshold,
  '>=': (measured, threshold) => measured >= threshold,
  '=': (measured, threshold) => measured === threshold,
};

/** Whether a measure compares so with a threshold. */
export const compares = (measured: number, comparator: RuleComparator, threshold: number): boolean =>
  comparisons[comparator](measured, threshold);

/** What the tally comes to; undefined for a share of nothing. */
export const measuredBy = ({ measure }: Rule, { count: counted, of }: Tally): number | undefined =>
  isShare(measure) ? (of === 0 ? undefined : counted / of) : counted;

/** What was measured if the rule is to apply, undefined otherwise. */
export function appliesAt(rule: Rule, tally: Tally): number | undefined {
  const measured = measuredBy(rule, tally);
  if (measured === undefined || tally.submitted < (rule.afterUnits ?? 0)) return undefined;
  return compares(measured, rule.comparator, rule.threshold) ? measured : undefined;
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
