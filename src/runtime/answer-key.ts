import { expectedKey, judged, knownAnswers, labelsIn } from '../projections/quality/known-answers.ts';
import { hiddenKeys } from './config/data-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';

type Values = Readonly<Record<string, unknown>>;
type Config = Pick<TaskConfig, 'quality' | 'questions' | 'private'>;

/** Under this key, an item of an onboarding, a screening or a gold set says why its answer is right. */
export const explanationKey = 'explanation';

/** Whether an answer is the one that is known to be right; undefined if none is known. */
export function isRight(config: Config, item: Values, answer: unknown): boolean | undefined {
  const known = knownAnswers(config, item);
  if (known.size === 0) return undefined;
  return [...judged(config, item, { given: labelsIn(config, answer), known }).values()].every(Boolean);
}

/** The keys of such an item that its worker may not see. */
export const secretKeys = (config: Config): Set<string> =>
  new Set([...hiddenKeys(config), expectedKey, explanationKey]);
