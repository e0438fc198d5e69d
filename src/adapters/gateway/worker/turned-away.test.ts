import { expect, it } from 'vitest';
import { openTurnedAway } from './turned-away.ts';

it('whoever was turned away is counted once, for ten minutes, in the run where it happened', () => {
  let now = 0;
  const turnedAway = openTurnedAway(() => now);
  for (const worker of ['ada', 'bob', 'ada']) turnedAway.note('colours', worker);
  expect([turnedAway.count('colours'), turnedAway.count('shapes')]).toEqual([2, 0]);
  now = 9 * 60_000;
  turnedAway.note('colours', 'ada');
  now = 11 * 60_000;
  expect(turnedAway.count('colours')).toBe(1);
  now = 20 * 60_000;
  expect(turnedAway.count('colours')).toBe(0);
});
