import type { TreatmentSettings } from '../../events/treatment.ts';

/** The experimental design of a run in words: `"condition" between subjects (control 1, hint 2); "level" within subjects, counterbalanced`; null without one. */
export function designText(treatments: TreatmentSettings | undefined): string | null {
  if (!treatments) return null;
  const { key, conditions = [], within, unitsPerCondition = 1 } = treatments;
  const weighted = conditions.map(({ name, weight }) => `${name} ${weight}`).join(', ');
  const inRow = unitsPerCondition > 1 ? `, ${unitsPerCondition} units in a row` : '';
  return [
    ...(key === undefined ? [] : [`"${key}" between subjects (${weighted})`]),
    ...(within === undefined ? [] : [`"${within}" within subjects, counterbalanced${inRow}`]),
  ].join('; ');
}
