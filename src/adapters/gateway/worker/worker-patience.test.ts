import { describe, expect, it } from 'vitest';
import { openPatience } from './worker-patience.ts';

describe('the patience with those who ask', () => {
  it('ends after thirty questions of one and the same, until the next minute', () => {
    let now = 60_000;
    const patience = openPatience(() => now);
    const times = Array.from({ length: 32 }, () => patience.allows('ada'));
    expect(times.filter(Boolean)).toHaveLength(30);
    expect(patience.allows('bob')).toBe(true);
    now += 60_000;
    expect(patience.allows('ada')).toBe(true);
  });
});
