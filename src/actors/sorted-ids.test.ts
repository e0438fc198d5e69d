import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addId, clearIds, countWhile, hasId, idAt, removeId, sizeOf, sortedIds } from './sorted-ids.ts';

const steps = fc.array(fc.record({ id: fc.nat(40), isAdded: fc.boolean() }), { maxLength: 80 });

describe('sorted ids', () => {
  it('are what a sorted array would be, whatever was added and removed', () =>
    fc.assert(
      fc.property(steps, fc.array(fc.nat(5), { minLength: 41, maxLength: 41 }), (changes, ranks) => {
        const order = (one: number, other: number) => ranks[one]! - ranks[other]! || one - other;
        const ids = sortedIds((one, other) => order(one, other) < 0);
        const model = new Set<number>();
        for (const { id, isAdded } of changes) {
          if (isAdded) addId(ids, id);
          else removeId(ids, id);
          if (isAdded) model.add(id);
          else model.delete(id);
          const sorted = [...model].sort(order);
          expect([sizeOf(ids), hasId(ids, id), idAt(ids, sorted.length)]).toEqual([model.size, isAdded, undefined]);
          expect(sorted.map((_, position) => idAt(ids, position))).toEqual(sorted);
          expect(countWhile(ids, (other) => ranks[other]! < 3)).toBe(sorted.filter((one) => ranks[one]! < 3).length);
        }
        clearIds(ids);
        expect([sizeOf(ids), hasId(ids, 0), idAt(ids, 0)]).toEqual([0, false, undefined]);
      }),
    ));

  it('stay shallow when they come in order', () => {
    let compared = 0;
    const ids = sortedIds((one, other) => {
      compared++;
      return one < other;
    });
    for (let id = 0; id < 20_000; id++) addId(ids, id);
    expect(compared / 20_000).toBeLessThan(40);
    compared = 0;
    countWhile(ids, (id) => {
      compared++;
      return id < 12_345;
    });
    expect(compared).toBeLessThan(60);
  });
});
