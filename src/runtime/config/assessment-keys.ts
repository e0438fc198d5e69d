import { z } from 'zod';
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

/** The keys about what comes before and between the real units: onboarding. */
export const assessmentKeys = {
  onboarding_qualification: qualificationName
    .max(maxBaseChars, `must not be longer than ${maxBaseChars} characters`)
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
};

type Keys = { [Key in keyof typeof assessmentKeys]?: z.infer<(typeof assessmentKeys)[Key]> };

/** The name of the qualification that workers get who fail an onboarding, as Mephisto calls it. */
export const failedName = (name: string): string => `${name}-failed`;

/** Adds a fault for each key that needs another. */
export function requireAssessmentKeys(config: Keys, { addIssue }: z.core.$RefinementCtx): void {
  if (config.onboarding_qualification !== undefined) return;
  const fault = (key: string) =>
    addIssue({ code: 'custom', path: [key], message: 'needs "onboarding_qualification", which its outcome grants' });
  if (config.onboarding_data !== undefined) fault('onboarding_data');
  if (config.onboarding_max_mistakes) fault('onboarding_max_mistakes');
}
