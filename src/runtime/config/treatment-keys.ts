import { z } from 'zod';
import { sequenceKeyOf, type TreatmentSettings } from '../../events/treatment.ts';
import { dataKey, maps, text } from '../../projections/quality/quality-keys.ts';

/** The most conditions of a design. */
export const maxConditions = 50;
const maxWeight = 1_000_000;
const maxUnitsPerCondition = 100_000;

const conditionCount = `must have 2 to ${maxConditions} conditions`;
const Weight = z
  .number('must be a number')
  .gt(0, 'must be more than 0')
  .max(maxWeight, `must be at most ${maxWeight.toLocaleString('en')}`);

/** The experimental design of a task. */
export const Treatments = z
  .strictObject(
    {
      key: dataKey.optional().describe("between subjects: the key under which the page finds the worker's condition"),
      conditions: z
        .record(text, Weight, 'must be a map of conditions and their weights')
        .refine((all) => Object.keys(all).length >= 2 && Object.keys(all).length <= maxConditions, conditionCount)
        .optional()
        .describe('between subjects: the conditions with their weights, such as {control: 1, hint: 1}'),
      within: dataKey
        .optional()
        .describe(
          "within subjects: the key of an item's condition; each worker gets the conditions in a balanced order",
        ),
      units_per_condition: z
        .int('must be a whole number')
        .min(1, 'must be 1 or more')
        .max(maxUnitsPerCondition, `must be at most ${maxUnitsPerCondition.toLocaleString('en')}`)
        .optional()
        .describe('within subjects: how many units of one condition a worker gets in a row; by default 1'),
    },
    maps('key', 'conditions', 'within', 'units_per_condition'),
  )
  .superRefine(({ key, conditions, within, units_per_condition }, { addIssue }) => {
    const fault = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message });
    if (key === undefined && within === undefined) fault('key', 'is missing; name a key, or "within"');
    if (key !== undefined && !conditions) fault('conditions', 'is missing; the key needs conditions');
    if (conditions && key === undefined) fault('conditions', 'needs "key", under which the page finds the condition');
    if (units_per_condition !== undefined && within === undefined) fault('units_per_condition', 'needs "within"');
  })
  .describe('the experimental design: conditions between workers, or counterbalanced within each; see docs/pages.md');

/** The keys of a config for the experimental design. */
export const treatmentKeys = { treatments: Treatments.optional() };

type Keys = { treatments?: z.infer<typeof Treatments> };

/** The design that a config asks for, with what is drawn with. */
export function treatmentsOf({ treatments }: Keys, seed: number): TreatmentSettings | undefined {
  if (!treatments) return undefined;
  const { key, conditions, within, units_per_condition: unitsPerCondition } = treatments;
  return {
    ...(key === undefined ? {} : { key }),
    ...(conditions ? { conditions: Object.entries(conditions).map(([name, weight]) => ({ name, weight })) } : {}),
    ...(within === undefined ? {} : { within }),
    ...(unitsPerCondition === undefined ? {} : { unitsPerCondition }),
    seed,
  };
}

/** The keys that a design adds to the data of units. */
export const addedKeys = ({ treatments = {} }: Keys): string[] => [
  ...(treatments.key === undefined ? [] : [treatments.key]),
  ...(treatments.within === undefined ? [] : [sequenceKeyOf(treatments.within)]),
];
