import { describe, expect, it } from 'vitest';
import { openWorkerRate } from './worker-rate.ts';

describe('the rate of one worker', () => {
  it('is thirty questions a minute', () => {
    let now = 60_000;
    const rate = openWorkerRate(() => now);
    const times = Array.from({ length: 32 }, () => rate.allows('ada'));
    expect(times.filter(Boolean)).toHaveLength(30);
    expect(rate.allows('bob')).toBe(true);
    now += 60_000;
    expect(rate.allows('ada')).toBe(true);
  });
});
