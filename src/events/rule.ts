import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, RunId, UnitId, VerdictId, WorkerId } from './ids.ts';
import { RefusedPart } from './verdict.ts';

/** What a rule measures of a worker's units in its run. */
export const ruleMeasures = [
  'submitted',
  'gold_accuracy',
  'wrong_golds',
  'returned',
  'returned_in_a_row',
  'timed_out',
  'fast_answers',
  'fast_answers_in_a_row',
  'same_answers_in_a_row',
  'rejected',
  'accepted_share',
] as const;
export type RuleMeasure = (typeof ruleMeasures)[number];

export const ruleComparators = ['<', '<=', '>', '>=', '='] as const;
export type RuleComparator = (typeof ruleComparators)[number];

/** What a rule does to a worker: in the run's task, in all runs, or as a note for reviewers. */
export const RuleAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('flag') }),
  z.object({ type: z.literal('exclude') }),
  z.object({ type: z.literal('pause'), minutes: z.number().positive() }),
  z.object({ type: z.literal('block') }),
  z.object({ type: z.literal('grant'), qualificationId: QualificationId, name: z.string(), value: z.int() }),
  z.object({ type: z.literal('revoke'), qualificationId: QualificationId, name: z.string() }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

/** A rule of a run: when the measure of a worker compares so, the action follows. */
export const Rule = z.object({
  measure: z.enum(ruleMeasures),
  comparator: z.enum(ruleComparators),
  /** A number of units, or a share from 0 to 1. */
  threshold: z.number(),
  /** How many units a worker must have submitted before the rule is looked at. */
  afterUnits: z.int().positive().optional(),
  /** What counts as fast: less than so many seconds from getting the unit to submitting it. */
  fasterThanSeconds: z.number().positive().optional(),
  action: RuleAction,
  /** Why, for reviewers; it stands with what the rule did. */
  reason: z.string().optional(),
});
export type Rule = z.infer<typeof Rule>;

const application = z.object({ runId: RunId, applicationId: VerdictId, workerId: WorkerId });

export const RuleApplied = defineFact('rule.applied', {
  says: 'A rule of the run applied to a worker: what was measured, and what follows.',
  data: application.extend({
    /** The unit with which it came to this. */
    unitId: UnitId,
    rule: Rule,
    measured: z.number(),
    /** How many units the worker had submitted since the rule began to count. */
    submitted: z.int().nonnegative(),
  }),
});
export const RuleUndone = defineFact('rule.undone', {
  says: 'Somebody took back what a rule did to a worker; the rule counts from zero for them.',
  data: application.extend({ note: z.string().optional() }),
});
export const RuleFollowed = defineFact('rule.followed', {
  says: 'What follows from a rule in all runs, or from its undoing, was carried out for the worker.',
  data: application.extend({
    step: z.enum(['applied', 'undone']),
    /** What could not be granted, revoked or blocked; what was left at the undoing, since it was changed later. */
    refused: z.array(RefusedPart),
    kept: z.array(z.string()).optional(),
  }),
});

export const ruleFacts = [RuleApplied, RuleUndone, RuleFollowed] as const;
export type RuleFact = FactOf<typeof ruleFacts>;
