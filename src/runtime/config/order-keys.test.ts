import { describe, expect, it } from 'vitest';
import { orderText } from '../../projections/runs/order-text.ts';
import { unitOrderOf } from './order-keys.ts';
import { TaskConfig } from './task-keys.ts';

const orderOf = (changes: Record<string, unknown>, newSeed?: number) =>
  unitOrderOf(
    TaskConfig.parse({ task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.', ...changes }),
    newSeed,
  );

describe('the order of units in a config', () => {
  it('is no setting of the run if it is first in, first out', () => expect(orderOf({})).toBeUndefined());

  it('has a seed if it is random: that of the config, else a new one', () => {
    expect(orderOf({ unit_order: 'random', unit_order_seed: 0 }, 5)).toEqual({ by: 'random', seed: 0 });
    expect(orderOf({ unit_order: 'random' }, 5)).toEqual({ by: 'random', seed: 5 });
    expect(orderOf({ unit_order: 'last_in' }, 5)).toEqual({ by: 'last_in' });
  });

  it.each([
    [{}, 'first in, first out'],
    [{ unit_order: 'random' }, 'random'],
    [{ unit_order: 'random', unit_order_seed: 7 }, 'random (seed 7)'],
    [{ priority: 'urgency' }, 'highest "urgency" first, then first in, first out'],
    [
      { round_robin: 'topic', priority: 'urgency', unit_order: 'fewest_answers' },
      'groups of "topic" in turn, then highest "urgency" first, then fewest answers first',
    ],
  ])('is said in words: %j', (changes, text) => expect(orderText(orderOf(changes))).toBe(text));
});
