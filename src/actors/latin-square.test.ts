import { describe, expect, it } from 'vitest';
import { balancedOrders } from './latin-square.ts';

/** How often each of these is there. */
function counts(names: readonly string[]): number[] {
  const counted = new Map<string, number>();
  for (const name of names) counted.set(name, (counted.get(name) ?? 0) + 1);
  return [...counted.values()];
}

describe('balanced orders of conditions', () => {
  it('are the square of Williams', () => {
    expect(balancedOrders(1)).toEqual([[0], [0]]);
    expect(balancedOrders(2)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(balancedOrders(4)).toEqual([
      [0, 1, 3, 2],
      [1, 2, 0, 3],
      [2, 3, 1, 0],
      [3, 0, 2, 1],
    ]);
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 50])(
    'have each of %i conditions at each place, and behind each other one, equally often',
    (many) => {
      const orders = balancedOrders(many);
      const places = orders.flatMap((order) => order.map((condition, place) => `${condition} at ${place}`));
      const pairs = orders.flatMap((order) =>
        order.slice(1).map((condition, before) => `${order[before]} ${condition}`),
      );
      expect(orders.map((order) => new Set(order).size)).toEqual(orders.map(() => many));
      expect(counts(places)).toEqual(Array.from({ length: many * many }, () => orders.length / many));
      expect(counts(pairs)).toEqual(Array.from({ length: many * (many - 1) }, () => orders.length / many));
    },
  );
});
