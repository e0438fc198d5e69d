import { expect, it } from 'vitest';
import { fitting } from './fitting.ts';

const decision = (facts: number, bytes: number) => ({ facts: Array(facts), bytes });

it('a commit holds whole decisions up to a thousand facts or half a megabyte, and a larger one by itself', () => {
  expect(fitting([])).toBe(0);
  expect(fitting([decision(2, 100), decision(2, 100)])).toBe(2);
  expect(fitting([decision(600, 100), decision(300, 100), decision(200, 100)])).toBe(2);
  expect(fitting([decision(2, 300_000), decision(2, 300_000)])).toBe(1);
  expect(fitting([decision(5000, 3_000_000), decision(1, 10)])).toBe(1);
  // A log that takes less.
  expect(fitting([decision(2, 100), decision(2, 100)], 150)).toBe(1);
});
