import { describe, expect, it } from 'vitest';
import { inOrderOf, type ReliabilityRow } from './reliability-order.ts';

const worker = (name: string, reliability: number | null, right?: number): ReliabilityRow => ({
  worker: name,
  answers: 10,
  reliability,
  agrees_with_majority: null,
  gold: right === undefined ? null : { right, of: 4, low: 0, high: 1 },
  flags: name === 'bob' ? ['In a hurry.'] : [],
});
const rows = [worker('ada', 0.9, 1), worker('bob', null), worker('cleo', 0.4, 3)];
const names = (sorted: readonly ReliabilityRow[]) => sorted.map((row) => row.worker);

describe('the table of workers', () => {
  it('sorts by a figure, and those without one come last either way', () => {
    expect(names(inOrderOf(rows, 'reliability', false))).toEqual(['cleo', 'ada', 'bob']);
    expect(names(inOrderOf(rows, 'reliability', true))).toEqual(['ada', 'cleo', 'bob']);
    expect(names(inOrderOf(rows, 'gold', true))).toEqual(['cleo', 'ada', 'bob']);
    expect(names(inOrderOf(rows, 'flags', false))).toEqual(['bob', 'ada', 'cleo']);
  });

  it('sorts by name', () => {
    expect(names(inOrderOf(rows, 'worker', true))).toEqual(['cleo', 'bob', 'ada']);
  });
});
