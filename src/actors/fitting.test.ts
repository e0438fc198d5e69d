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

it('a commit holds a thousand facts and 512 KiB, and not one more', () => {
  expect(fitting([decision(600, 0), decision(400, 0), decision(1, 0)])).toBe(2);
  expect(fitting([decision(600, 0), decision(401, 0)])).toBe(1);
  expect(fitting([decision(1, 300_000), decision(1, 512 * 1024 - 300_000), decision(0, 1)])).toBe(2);
  expect(fitting([decision(1, 300_000), decision(1, 512 * 1024 - 300_000 + 1)])).toBe(1);
});

it('a commit holds no more than 512 KiB, also where the log takes more', () =>
  expect(fitting([decision(1, 512 * 1024), decision(1, 1)], 10_000_000)).toBe(1));
