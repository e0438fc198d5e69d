import { expect, it } from 'vitest';
import { openRatePerMinute } from './rate-per-minute.ts';

it('lets each sender send so much in a minute, and says how long to wait', () => {
  let nowMs = 0;
  const secondsToWait = openRatePerMinute({ most: 2, now: () => nowMs });
  expect([secondsToWait('ada'), secondsToWait('ada'), secondsToWait('bob')]).toEqual([0, 0, 0]);
  nowMs = 20_000;
  expect(secondsToWait('ada')).toBe(40);
  nowMs = 60_000;
  expect(secondsToWait('ada')).toBe(0);
});
