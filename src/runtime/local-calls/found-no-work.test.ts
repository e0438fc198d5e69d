import { expect, it } from 'vitest';
import { openFoundNoWork } from './found-no-work.ts';

it('a worker who found no work is counted once per run, for ten minutes', () => {
  let now = 0;
  const foundNoWork = openFoundNoWork(() => now);
  for (const worker of ['ada', 'bob', 'ada']) foundNoWork.note('colours', worker);
  expect([foundNoWork.count('colours'), foundNoWork.count('shapes')]).toEqual([2, 0]);
  now = 9 * 60_000;
  foundNoWork.note('colours', 'ada');
  now = 11 * 60_000;
  expect(foundNoWork.count('colours')).toBe(1);
  now = 20 * 60_000;
  expect(foundNoWork.count('colours')).toBe(0);
});
