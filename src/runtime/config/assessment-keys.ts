import { z } from 'zod';
import { maxBonusCents } from '../../api/money.ts';
import { qualificationName } from './requirement-keys.ts';

const record = z.record(z.string(), z.json('must be plain data: texts, numbers, true, false, lists, maps'), {
  error: 'must be a map of keys and values',
});
const pages = z
  .union(
    [
      record.transform((page) => [page]),
      z.array(record).min(1, 'must have a page').max(100, 'must not have more than 100 pages'),
    ],
    {
      error: 'must be a map of keys and values, or a list of such maps',
    },
  )
  .optional();
const count = (least: number) =>
  z.int('must be a whole number').min(least, `must be ${least} or more`).max(1_000_000, 'must be at most 1,000,000');

/** With what is added to it, such a name is still one of a qualification. */
const maxBaseChars = 30;

const baseName = qualificationName.max(maxBaseChars, `must not be longer than ${maxBaseChars} characters`);
const items = (most: number) =>
  z
    .union(
      [
        z.string().trim().min(1, 'must not be empty'),
        record.transform((item) => [item]),
        z
          .array(record)
          .min(1, 'must have an item')
          .max(most, `must not have more than ${most.toLocaleString('en')} items`),
      ],
      { error: 'must be a list of maps, one map, or the name of a file (.json, .jsonl, .csv or .tsv)' },
    )
    .optional();
const maxItems = 10_000;
const goldBonus = z
  .number('must be a number')
  .gt(0, 'must be more than 0')
  .max(maxBonusCents / 100, `must be at most ${(maxBonusCents / 100).toLocaleString('en')}`)
  .refine((amount) => Number.isInteger(Math.round(amount * 1e6) / 1e4), 'must have at most two decimals');
const flag = z.boolean('must be true or false').default(false);

/** The keys about what comes before and between the ordinary units: onboarding, screening, gold units. */
export const assessmentKeys = {
  onboarding_qualification: baseName
    .optional()
    .describe(
      'the qualification that workers earn in the onboarding, before their first unit: 1 if they pass, 0 if they fail; who holds it, from whatever run, has no onboarding',
    ),
  onboarding_data: pages.describe(
    'what the page shows as onboarding: a map like an item of the data, or a list of them, one page after the other; "expected" has the right answer by question, "explanation" is shown after a wrong one',
  ),
  onboarding_max_mistakes: count(0)
    .default(0)
    .describe(
      'how many wrong answers the onboarding allows; after each of them the page is shown again with its explanation',
    ),
  use_screening_task: flag.describe(
    'whether the first unit of a worker decides whether they get others; needs passed_qualification_name and block_qualification',
  ),
  passed_qualification_name: baseName
    .optional()
    .describe('the qualification of workers who passed screening, in whatever run; they are not screened again'),
  max_screening_units: count(0)
    .optional()
    .describe('how many screening units are made in all; with 0, the first ordinary unit of each worker screens them'),
  screening_data: items(maxItems).describe(
    'the items of screening units, given out in turn: a list, or a file; the right answers are under "expected" or in the gold keys of the questions',
  ),
  use_golds: flag.describe(
    'whether workers get gold units, whose answers are known, before and between the others; needs gold_qualification_base and max_gold_units',
  ),
  gold_qualification_base: baseName
    .optional()
    .describe(
      'the beginning of the names of four qualifications that count the gold units of each worker: -correct-golds, -wrong-golds, -completed-count, -disqualified',
    ),
  gold_data: items(maxItems).describe(
    'the items of gold units: a list, or a file; the right answers are under "expected" or in the gold keys of the questions; a worker never gets the same one twice',
  ),
  max_gold_units: count(1)
    .optional()
    .describe('how many gold units are made in all; workers who lack some of their min_golds get theirs anyway'),
  min_golds: count(0)
    .default(1)
    .describe('how many gold units a worker must answer well before their first ordinary unit'),
  max_incorrect_golds: count(0)
    .default(0)
    .describe(
      'how many gold units a worker may answer wrong, over all runs of the task, before they get no more units',
    ),
  bonus_for_correct_gold: goldBonus
    .optional()
    .describe(
      'the bonus for each right answer to a gold unit, in whole units of the currency (0.10 = 10 cents); it is promised at once, as far as the budget goes',
    ),
  gold_every: count(1)
    .optional()
    .describe(
      'one gold unit after this many ordinary units of a worker; without gold_every and gold_probability, often at first and then less and less',
    ),
  gold_probability: z
    .number('must be a number')
    .min(0, 'must be 0 or more')
    .max(1, 'must be at most 1')
    .optional()
    .describe('the probability of a gold unit before each ordinary one, from 0 to 1'),
};

type Keys = { [Key in keyof typeof assessmentKeys]?: z.infer<(typeof assessmentKeys)[Key]> } & {
  block_qualification?: string;
  maximum_units_per_worker?: number;
  allowed_concurrent?: number;
};

/** The name of the qualification that workers get who fail an onboarding, as Mephisto calls it. */
export const failedName = (name: string): string => `${name}-failed`;

/** The names of the qualifications that count gold units, as Mephisto calls them. */
export const goldNames = (base: string) => ({
  correct: `${base}-correct-golds`,
  wrong: `${base}-wrong-golds`,
  completed: `${base}-completed-count`,
  disqualified: `${base}-disqualified`,
});

type Key = keyof Keys;

/** Keys that make no sense without another. */
const needed: readonly (readonly [key: Key, other: Key])[] = [
  ['onboarding_data', 'onboarding_qualification'],
  ['onboarding_max_mistakes', 'onboarding_qualification'],
  ['use_screening_task', 'passed_qualification_name'],
  ['use_screening_task', 'block_qualification'],
  ['use_screening_task', 'max_screening_units'],
  ['passed_qualification_name', 'use_screening_task'],
  ['max_screening_units', 'use_screening_task'],
  ['screening_data', 'use_screening_task'],
  ['use_golds', 'gold_qualification_base'],
  ['use_golds', 'max_gold_units'],
  ['gold_qualification_base', 'use_golds'],
  ['gold_data', 'use_golds'],
  ['max_gold_units', 'use_golds'],
  ['bonus_for_correct_gold', 'use_golds'],
  ['gold_every', 'use_golds'],
  ['gold_probability', 'use_golds'],
];

/** Combinations that are faults. */
const excluded: readonly { when: (config: Keys) => boolean; key: Key; message: string }[] = [
  {
    when: ({ use_screening_task, passed_qualification_name: passed, block_qualification: block }) =>
      use_screening_task === true && passed !== undefined && passed.toLowerCase() === block?.toLowerCase(),
    key: 'passed_qualification_name',
    message: 'must differ from block_qualification',
  },
  {
    when: ({ max_screening_units, screening_data }) => max_screening_units === 0 && screening_data !== undefined,
    key: 'screening_data',
    message: 'must be left out with "max_screening_units: 0", where ordinary units screen',
  },
  {
    when: ({ use_golds, use_screening_task }) => use_golds === true && use_screening_task === true,
    key: 'use_golds',
    message: 'and "use_screening_task" exclude each other; leave one out',
  },
  {
    when: ({ gold_every, gold_probability }) => gold_every !== undefined && gold_probability !== undefined,
    key: 'gold_probability',
    message: 'and "gold_every" exclude each other; leave one out',
  },
  {
    when: ({ use_golds, use_screening_task, allowed_concurrent }) =>
      (use_golds === true || use_screening_task === true) && allowed_concurrent !== 1,
    key: 'allowed_concurrent',
    message: 'must be 1 with screening and gold units, so that none is given out before the last one is judged',
  },
  {
    when: ({ maximum_units_per_worker: most = 0, ...config }) => most > 0 && most <= leastUnits(config),
    key: 'maximum_units_per_worker',
    message: 'must leave room for an ordinary unit, since screening and gold units count',
  },
];

const leastUnits = ({
  use_golds,
  use_screening_task,
  max_screening_units,
  min_golds = 1,
  max_incorrect_golds = 0,
}: Keys) => (use_golds ? min_golds + max_incorrect_golds : use_screening_task && max_screening_units ? 1 : 0);

const isSet = (config: Keys, key: Key): boolean => {
  const value = config[key];
  return value !== undefined && value !== false && !(key === 'onboarding_max_mistakes' && value === 0);
};

/** Adds a fault for each key that needs another or excludes it. */
export function requireAssessmentKeys(config: Keys, { addIssue }: z.core.$RefinementCtx): void {
  const fault = (key: Key, message: string) => addIssue({ code: 'custom', path: [key], message });
  for (const [key, other] of needed)
    if (isSet(config, key) && !isSet(config, other))
      fault(key, `needs "${other}${other.startsWith('use_') ? ': true' : ''}"`);
  for (const { when, key, message } of excluded) if (when(config)) fault(key, message);
}
