import { bradleyTerry } from '../statistics/bradley-terry.ts';
import type { Choice } from '../statistics/choices.ts';
import { normal975 } from '../statistics/wilson.ts';
import { pairOf } from './pairs.ts';
import type { QuestionSpec } from './questions.ts';
import { ratingsOf, type Sheet } from './sheet.ts';

type Strength = { option: string; strength: number; low: number | null; high: number | null };

/** The strength of each option, and sentences on what they do not rest on. */
type Strengths = { strengths: Strength[]; notes: string[] };

/** A prior, so that an option that always won or lost has a finite strength. */
const prior = 0.1;

/** The strength of each option of a pairwise question, with 95 % intervals where they can be computed; undefined for other questions. */
export function strengthsOf(sheet: Sheet, { key, pairwise }: QuestionSpec): Strengths | undefined {
  if (!pairwise) return undefined;
  const { value } = bradleyTerry(choicesOf(sheet, key, pairwise), { prior });
  const strengths = (value?.options ?? []).map(({ option, strength, standardError }) => {
    if (standardError.value === null) return { option, strength, low: null, high: null };
    const reach = normal975 * standardError.value;
    return { option, strength, low: strength - reach, high: strength + reach };
  });
  return { strengths, notes: value?.notes ?? [] };
}

function choicesOf(sheet: Sheet, key: string, keys: NonNullable<QuestionSpec['pairwise']>): Choice[] {
  return ratingsOf(sheet, key).flatMap(({ item, answer }) => {
    const { left, right } = pairOf(sheet.data.get(item), keys);
    if (left === undefined || right === undefined) return [];
    if (answer === 'left') return { better: left, worse: right };
    return answer === 'right' ? { better: right, worse: left } : [];
  });
}
