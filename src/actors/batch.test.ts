import { expect, it } from 'vitest';
import { batchSize } from './batch.ts';

const handled = (facts: number, bytes: number) => ({ facts: Array(facts), bytes });

it('a commit holds the facts of whole commands, up to 1000 facts or 512 KiB, and a larger command by itself', () => {
  expect(batchSize([])).toBe(0);
  expect(batchSize([handled(2, 100), handled(2, 100)])).toBe(2);
  expect(batchSize([handled(600, 100), handled(300, 100), handled(200, 100)])).toBe(2);
  expect(batchSize([handled(2, 300_000), handled(2, 300_000)])).toBe(1);
  expect(batchSize([handled(5000, 3_000_000), handled(1, 10)])).toBe(1);
  // A log that takes less.
  expect(batchSize([handled(2, 100), handled(2, 100)], 150)).toBe(1);
});

it('a commit holds a thousand facts and 512 KiB, and not one more', () => {
  expect(batchSize([handled(600, 0), handled(400, 0), handled(1, 0)])).toBe(2);
  expect(batchSize([handled(600, 0), handled(401, 0)])).toBe(1);
  expect(batchSize([handled(1, 300_000), handled(1, 512 * 1024 - 300_000), handled(0, 1)])).toBe(2);
  expect(batchSize([handled(1, 300_000), handled(1, 512 * 1024 - 300_000 + 1)])).toBe(1);
});

it('a commit holds no more than 512 KiB, also where the log takes more', () =>
  expect(batchSize([handled(1, 512 * 1024), handled(1, 1)], 10_000_000)).toBe(1));
