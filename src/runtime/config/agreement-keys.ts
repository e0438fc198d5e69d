import { z } from 'zod';
import { dataKey, maps } from '../../projections/quality/quality-keys.ts';

const mostUnits = 100_000;

/** Overlap that adapts: more units for items on which workers do not agree. */
export const agreementKeys = {
  agreement: z
    .strictObject(
      {
        question: dataKey.describe('the question whose answers are compared: its field of the answer'),
        threshold: z
          .number('must be a number')
          .gt(0, 'must be more than 0')
          .max(1, 'must be at most 1')
          .describe('the share of answers with the most frequent label that is enough, such as 0.8'),
        max_units: z
          .int('must be a whole number')
          .min(2, 'must be 2 or more')
          .max(mostUnits, `must be at most ${mostUnits.toLocaleString('en')}`)
          .describe('how many units an item has at most'),
      },
      maps('question', 'threshold', 'max_units'),
    )
    .optional()
    .describe(
      'when all units of an item are submitted and their answers agree less than this, it gets another unit; see docs/quality.md',
    ),
};

/** The fault of a number of units that is none: overlap that adapts is often written as a range. */
export function asRange(input: unknown): string {
  const [, least, most] = /^(\d+)\s*(?:\.\.|-|–)\s*(\d+)$/.exec(String(input)) ?? [];
  if (most === undefined) return 'must be a whole number';
  return `must be a whole number: write ${least} here, and "agreement" with "max_units: ${most}" for up to ${most} answers until they agree`;
}
