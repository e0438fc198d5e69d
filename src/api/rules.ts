import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After, Note, Paged, Recorded, Scope } from './shapes.ts';

const ruleActions = ['flag', 'exclude', 'pause', 'block', 'grant', 'revoke'] as const;
/** What a rule can do to a worker. */
export const RuleActionName = z.enum(ruleActions);
export type RuleActionName = z.infer<typeof RuleActionName>;

/** What to find workers by: any rule, or what a rule did to them. The app has no schemas, so it reads them here. */
export const ruleFilters = ['any', ...ruleActions] as const;
export const RuleFilter = z.enum(ruleFilters);
export type RuleFilter = z.infer<typeof RuleFilter>;

/** What a rule did to a worker. */
export const AppliedRule = z.object({
  id: z.string(),
  run: z.string(),
  worker: z.string(),
  /** The unit with which it came to this. */
  unit: z.string(),
  at: z.string(),
  /** The rule in one line. */
  rule: z.string(),
  action: RuleActionName,
  /** Why, as the config says. */
  reason: z.string().nullable(),
  /** What was measured: a number of units, or a share from 0 to 1. */
  measure: z.string(),
  measured: z.number(),
  /** How many units the worker had submitted since the rule began to count. */
  submitted: z.int(),
  /** The end of a pause. */
  until: z.string().nullable(),
  /** What could not be granted, revoked or blocked. */
  refused: z.array(z.object({ what: z.string(), code: z.string(), message: z.string() })),
  undone: z.object({ at: z.string(), by: z.string(), note: z.string().nullable() }).nullable(),
});
export type AppliedRule = z.infer<typeof AppliedRule>;

/** Whether it is a pause that has ended by a time (ms since 1970). */
export const isOver = ({ until }: Pick<AppliedRule, 'until'>, nowMs: number): boolean =>
  until !== null && Date.parse(until) <= nowMs;

export const listAppliedRules = endpoint({
  name: 'listAppliedRules',
  method: 'GET',
  path: '/api/rules',
  summary: 'What rules did to workers, the newest first.',
  role: 'reader',
  query: Scope.extend({
    ...Paged.shape,
    worker: z.string().optional(),
    /** Only what holds now (not taken back, and no pause that is over), or only what does not. */
    standing: z.stringbool().optional(),
  }),
  reply: z.object({ applied: z.array(AppliedRule), cursor: z.string().optional(), sequence: z.int() }),
});

/** A rule of a run, and how often it has applied. */
export const RuleOfRun = z.object({
  rule: z.string(),
  action: RuleActionName,
  reason: z.string().nullable(),
  applied: z.int(),
  /** How often what it did holds now: not taken back, and no pause that is over. */
  standing: z.int(),
  /** How often somebody has taken it back. */
  undone: z.int(),
});
export type RuleOfRun = z.infer<typeof RuleOfRun>;

export const listRules = endpoint({
  name: 'listRules',
  method: 'GET',
  path: '/api/runs/:run/rules',
  summary: 'The rules of a run as they are now, and how often each has applied.',
  role: 'reader',
  params: z.object({ run: z.string() }),
  query: After,
  reply: z.object({ rules: z.array(RuleOfRun), sequence: z.int() }),
});

export const undoAppliedRule = endpoint({
  name: 'undoAppliedRule',
  method: 'POST',
  path: '/api/runs/:run/rules/:application/undo',
  summary: 'Takes back what a rule did to a worker; the rule counts from zero for them.',
  role: 'reviewer',
  params: z.object({ run: z.string(), application: z.string() }),
  body: z.strictObject({ note: Note }).nullish(),
  reply: Recorded,
  status: 202,
});
