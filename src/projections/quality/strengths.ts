import { bradleyTerry } from '../statistics/bradley-terry.ts';
import type { Choice } from '../statistics/choices.ts';
import { normal975 } from '../statistics/wilson.ts';
import { labelOf, toValue } from './answer-fields.ts';
import type { Asked } from './questions.ts';
import { ratingsOf, type Sheet } from './sheet.ts';

type Strength = { option: string; strength: number; low: number; high: number };

/** So that an option that always won, or always lost, has a strength as well. */
const prior = 0.1;

/** How strong each option of a pairwise question is, with 95 % intervals; null where a question is none. */
export function strengthsOf(sheet: Sheet, { key, pairwise }: Asked): Strength[] | null {
  if (!pairwise) return null;
  const { value } = bradleyTerry(choicesOf(sheet, key, pairwise), { prior });
  return (value?.options ?? []).flatMap(({ option, strength, standardError }) => {
    const reach = standardError.value === null ? Number.NaN : normal975 * standardError.value;
    const [low, high] = Number.isNaN(reach) ? [strength, strength] : [strength - reach, strength + reach];
    return { option, strength, low, high };
  });
}

/** An answer names the option itself, or says `left` or `right`, or the key under which the data has it. */
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
