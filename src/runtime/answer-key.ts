import { fieldsOf, labelOf, toValue } from '../actors/answer-fields.ts';
import { qualityConfigOf } from '../projections/quality/quality-config.ts';
import { hiddenKeys } from './config/data-keys.ts';
import type { TaskConfig } from './config/task-keys.ts';

type Values = Readonly<Record<string, unknown>>;
type Config = Pick<TaskConfig, 'quality' | 'questions' | 'private'>;

/** Under these keys, an item of an onboarding, a screening or a gold set has its right answer, and why that is right. */
export const expectedKey = 'expected';
export const explanationKey = 'explanation';

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answers to an item that are known to be right, by question: in its gold keys, and under `expected`. */
export function knownAnswers(config: Config, item: Values): Map<string, string> {
  const { gold } = qualityConfigOf(config as Record<string, unknown>);
  const known = new Map<string, string>();
  const note = (question: string, value: unknown) => {
    const found = toValue(value);
    const label = found === undefined ? undefined : labelOf(found);
    if (label !== undefined) known.set(question, label);
  };
  if (typeof gold === 'string') {
    const value = item[gold];
    if (isMap(value)) for (const [question, one] of Object.entries(value)) note(question, one);
    else note(firstQuestion(config), value);
  } else for (const [question, key] of Object.entries(gold ?? {})) note(question, item[key]);
  const expected = item[expectedKey];
  if (isMap(expected)) for (const [question, value] of Object.entries(expected)) note(question, value);
  else if (expected !== undefined) note(firstQuestion(config), expected);
  return known;
}

/** Where one right answer stands for the whole item, it is that to the first question, or the answer itself if it is a bare value. */
const firstQuestion = ({ questions, quality }: Config): string =>
  questions?.[0]?.key ?? quality?.questions?.[0]?.key ?? 'answer';

/** Whether an answer is the one that is known to be right; undefined if none is known. */
export function isRight(config: Config, item: Values, answer: unknown): boolean | undefined {
  const known = knownAnswers(config, item);
  if (known.size === 0) return undefined;
  const fields = fieldsOf(answer);
  return [...known].every(([question, label]) => {
    const value = fields.get(question);
    return value !== undefined && labelOf(value) === label;
  });
}

/** The keys of such an item that its worker may not see. */
export const secretKeys = (config: Config): Set<string> =>
  new Set([...hiddenKeys(config), expectedKey, explanationKey]);
