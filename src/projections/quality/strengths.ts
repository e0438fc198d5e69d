import { labelOf, toValue } from '../../actors/answer-fields.ts';
import { bradleyTerry } from '../statistics/bradley-terry.ts';
import type { Choice } from '../statistics/choices.ts';
import { normal975 } from '../statistics/wilson.ts';
import type { QuestionSpec } from './questions.ts';
import { ratingsOf, type Sheet } from './sheet.ts';

type Strength = { option: string; strength: number; low: number; high: number };

/** A prior, so that an option that always won or lost has a finite strength. */
const prior = 0.1;

/** The strength of each option of a pairwise question, with 95 % intervals; null for other questions. */
export function strengthsOf(sheet: Sheet, { key, pairwise }: QuestionSpec): Strength[] | null {
  if (!pairwise) return null;
  const { value } = bradleyTerry(choicesOf(sheet, key, pairwise), { prior });
  return (value?.options ?? []).flatMap(({ option, strength, standardError }) => {
    const reach = standardError.value === null ? Number.NaN : normal975 * standardError.value;
    const [low, high] = Number.isNaN(reach) ? [strength, strength] : [strength - reach, strength + reach];
    return { option, strength, low, high };
  });
}

/** An answer is the option itself, `left` or `right`, or the key of the data that holds the option. */
function choicesOf(sheet: Sheet, key: string, { left, right }: { left: string; right: string }): Choice[] {
  return ratingsOf(sheet, key).flatMap(({ item, answer }) => {
    const data = sheet.data.get(item);
    const [one, other] = [optionOf(data?.get(left)), optionOf(data?.get(right))];
    if (one === undefined || other === undefined || one === other) return [];
    if (answer === one || answer === left || answer === 'left') return { better: one, worse: other };
    if (answer === other || answer === right || answer === 'right') return { better: other, worse: one };
    return [];
  });
}

function optionOf(value: unknown): string | undefined {
  const short = toValue(value);
  if (short !== undefined && labelOf(short) !== undefined) return labelOf(short);
  return typeof value === 'string' ? value : undefined;
}
