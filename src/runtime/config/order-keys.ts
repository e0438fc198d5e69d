import { z } from 'zod';
import { type UnitOrder, unitOrders } from '../../events/unit-order.ts';
import { dataKey } from '../../projections/quality/quality-keys.ts';

const largestSeed = 2 ** 32 - 1;

/** The keys of a config for the order in which units are given out. */
export const orderKeys = {
  unit_order: z
    .enum(unitOrders, `must be one of ${unitOrders.join(', ')}`)
    .default('first_in')
    .describe('which item a worker gets next, of those that they have had no unit of; see docs/pages.md'),
  unit_order_seed: z
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .max(largestSeed, `must be at most ${largestSeed.toLocaleString('en')}`)
    .optional()
    .describe('what a random order is drawn with; by default a launch draws it and records it'),
  priority: dataKey
    .optional()
    .describe(
      'the key of the data with a number: items with the highest go first, and unit_order decides among equals',
    ),
  round_robin: dataKey
    .optional()
    .describe('the key of the data with a group: groups take turns, and priority and unit_order decide within one'),
};

type Keys = { unit_order: UnitOrder['by']; unit_order_seed?: number; priority?: string; round_robin?: string };

/** The order that a config asks for; undefined for first in, first out. A random order without a seed gets `newSeed`. */
export function unitOrderOf(keys: Keys, newSeed?: number): UnitOrder | undefined {
  const { unit_order: by, priority, round_robin: roundRobin } = keys;
  if (by === 'first_in' && priority === undefined && roundRobin === undefined) return undefined;
  const seed = by === 'random' ? (keys.unit_order_seed ?? newSeed) : undefined;
  return {
    by,
    ...(seed === undefined ? {} : { seed }),
    ...(priority === undefined ? {} : { priority }),
    ...(roundRobin === undefined ? {} : { roundRobin }),
  };
}
