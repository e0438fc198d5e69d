import { z } from 'zod';
import { nameKey } from '../../actors/qualification.ts';
import { compares } from '../../actors/rule-measures.ts';
import { type RuleComparator, type RuleMeasure, ruleMeasures } from '../../events/rule.ts';
import { maps } from '../../projections/quality/quality-keys.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';
import { qualificationName } from './requirement-keys.ts';

const maxRules = 20;
const maxUnits = 1_000_000;
const maxSeconds = 86_400;
const maxMinutes = 525_600;
const largestValue = 1_000_000;

const actions = ['flag', 'exclude', 'pause', 'block', 'grant', 'revoke'] as const;
const shares: ReadonlySet<string> = new Set<RuleMeasure>(['gold_accuracy', 'accepted_share']);
const fast: ReadonlySet<string> = new Set<RuleMeasure>(['fast_answers', 'fast_answers_in_a_row']);
const ofGold: ReadonlySet<string> = new Set<RuleMeasure>(['gold_accuracy', 'wrong_golds']);

const wholeNumber = (most: number) =>
  z
    .int('must be a whole number')
    .min(1, 'must be 1 or more')
    .max(most, `must be at most ${most.toLocaleString('en')}`);

/** The condition of a rule: `gold_accuracy < 0.7`. */
const written = /^\s*([a-z_]+)\s*(<=|>=|<|>|=)\s*([0-9]+(?:\.[0-9]+)?)\s*$/;

type Condition = { measure: RuleMeasure; comparator: RuleComparator; threshold: number };

/** What is wrong with a condition, or its parts. */
function readCondition(text: string): Condition | string {
  const [, measure = '', comparator, number] = written.exec(text) ?? [];
  if (comparator === undefined)
    return 'must be a measure, a comparison and a number, such as "gold_accuracy < 0.7" or "returned >= 5"';
  if (!(ruleMeasures as readonly string[]).includes(measure)) {
    const meant = nearestOf(measure, ruleMeasures);
    return `has no known measure${meant ? ` (did you mean "${meant}"?)` : ''}; the measures are ${ruleMeasures.join(', ')}`;
  }
  const threshold = Number(number);
  if (shares.has(measure) && threshold > 1) return `must compare ${measure} with a share from 0 to 1`;
  if (!shares.has(measure) && !Number.isInteger(threshold)) return `must compare ${measure} with a whole number`;
  return { measure: measure as RuleMeasure, comparator: comparator as RuleComparator, threshold };
}

const conditionOf = (text: string): Condition | undefined => {
  const condition = readCondition(text);
  return typeof condition === 'string' ? undefined : condition;
};

type Written = {
  if: string;
  do: (typeof actions)[number];
  after_units?: number;
  faster_than_seconds?: number;
  pause_minutes?: number;
  qualification?: string;
  value?: number;
};

/** What does not go together: the key at fault, and a sentence about it. */
function faultsOf(rule: Written): [key: keyof Written, message: string][] {
  const condition = conditionOf(rule.if);
  const faults: [keyof Written, message: string][] = [];
  const needs = (key: keyof Written, isNeeded: boolean, forWhat: string) => {
    const isThere = rule[key] !== undefined;
    if (isNeeded && !isThere) faults.push([key, `is missing; it is needed for ${forWhat}`]);
    if (!isNeeded && isThere && key !== 'value') faults.push([key, `is only for ${forWhat}`]);
  };
  needs('pause_minutes', rule.do === 'pause', '"do: pause"');
  needs('qualification', rule.do === 'grant' || rule.do === 'revoke', '"do: grant" and "do: revoke"');
  if (rule.value !== undefined && rule.do !== 'grant') faults.push(['value', 'is only for "do: grant"']);
  if (!condition) return faults;
  needs('faster_than_seconds', fast.has(condition.measure), 'fast_answers and fast_answers_in_a_row');
  const holdsAtFirst = !shares.has(condition.measure) && compares(0, condition.comparator, condition.threshold);
  if (holdsAtFirst && rule.after_units === undefined)
    faults.push(['after_units', 'is missing; without it the rule holds from the first unit on']);
  return faults;
}

const Rule = z
  .strictObject(
    {
      if: z
        .string('must be text, such as "gold_accuracy < 0.7"')
        .superRefine((text, { addIssue }) => {
          const read = readCondition(text);
          if (typeof read === 'string') addIssue({ code: 'custom', message: read });
        })
        .describe(`what is measured of a worker in this run, and compared: ${ruleMeasures.join(', ')}`),
      do: z
        .enum(actions, `must be one of ${actions.join(', ')}`)
        .describe(
          'flag = tell reviewers; exclude = no more units of this task; pause = no units of this task for pause_minutes; block = no more units of any task; grant and revoke = a qualification',
        ),
      after_units: wholeNumber(maxUnits)
        .optional()
        .describe('how many units the worker must have submitted before the rule is looked at'),
      faster_than_seconds: z
        .number('must be a number')
        .gt(0, 'must be more than 0')
        .max(maxSeconds, `must be at most ${maxSeconds.toLocaleString('en')}`)
        .optional()
        .describe('for fast_answers: less than so many seconds from getting a unit to submitting it'),
      pause_minutes: wholeNumber(maxMinutes).optional().describe('for pause: how long, in minutes'),
      qualification: qualificationName.optional().describe('for grant and revoke: the name of the qualification'),
      value: z
        .int('must be a whole number')
        .min(-largestValue, 'must be -1,000,000 or more')
        .max(largestValue, 'must be at most 1,000,000')
        .optional()
        .describe('for grant: the value; 1 by default'),
      reason: z
        .string('must be text; put it in quotes')
        .trim()
        .min(1, 'must not be empty')
        .max(500, 'must not be longer than 500 characters')
        .optional()
        .describe('why, for reviewers; it stands with what the rule did'),
    },
    maps('if', 'do', 'after_units', 'faster_than_seconds', 'pause_minutes', 'qualification', 'value', 'reason'),
  )
  .superRefine((rule, { addIssue }) => {
    for (const [key, message] of faultsOf(rule)) addIssue({ code: 'custom', path: [key], message });
  });

/** When a rule about a qualification applies: two of them in one case contradict each other. */
const caseOf = ({ after_units, faster_than_seconds, qualification, ...rule }: z.infer<typeof Rule>): string =>
  JSON.stringify([conditionOf(rule.if), after_units, faster_than_seconds, nameKey(qualification ?? '')]);

/** A rule as a config writes it. */
export type WrittenRule = z.infer<typeof Rule>;

/** The keys of a config for what follows from a worker's units without anybody deciding it. */
export const ruleKeys = {
  rules: z
    .array(Rule, 'must be a list of rules')
    .max(maxRules, `must not have more than ${maxRules} rules`)
    .superRefine((rules, { addIssue }) => {
      const lines = rules.map((rule) =>
        JSON.stringify({ ...rule, if: conditionOf(rule.if), value: rule.value ?? 1, reason: undefined }),
      );
      const cases = rules.map((rule) => rule.qualification && caseOf(rule));
      for (const [index, line] of lines.entries()) {
        const add = (message: string) => addIssue({ code: 'custom', path: [index], message });
        if (lines.indexOf(line) < index) add('stands there already');
        else if (cases[index] && cases.indexOf(cases[index]) < index)
          add('changes the same qualification as another rule in the same case, so they would undo each other');
      }
    })
    .optional()
    .describe('what follows from the units of a worker without anybody deciding it; see docs/rules.md'),
};

type Keys = { rules?: readonly WrittenRule[]; use_golds?: boolean };

/** Adds a fault for each rule about gold units in a task without any. */
export function requireRuleKeys({ rules = [], use_golds }: Keys, { addIssue }: z.core.$RefinementCtx): void {
  for (const [index, rule] of rules.entries()) {
    const { measure = '' } = conditionOf(rule.if) ?? {};
    if (ofGold.has(measure) && !use_golds)
      addIssue({
        code: 'custom',
        path: ['rules', index, 'if'],
        message: 'is about gold units, so it needs "use_golds: true"',
      });
  }
}

/** The parts of a rule that need no qualification. */
export function ruleOf({ after_units, faster_than_seconds, reason, ...rule }: WrittenRule) {
  const condition = readCondition(rule.if);
  if (typeof condition === 'string') throw new Error(condition);
  return {
    ...condition,
    ...(after_units === undefined ? {} : { afterUnits: after_units }),
    ...(faster_than_seconds === undefined ? {} : { fasterThanSeconds: faster_than_seconds }),
    ...(reason === undefined ? {} : { reason }),
  };
}
