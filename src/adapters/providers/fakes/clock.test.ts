import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openFakeClock } from './clock.ts';

describe('the clock of a simulated provider', () => {
  it('calls what becomes due in the order of its times, each at its own time, when it is moved', () => {
    const clock = openFakeClock({ startMs: 1000, isReal: false });
    const calls: [string, number][] = [];
    clock.at(1300, () => calls.push(['late', clock.now()]));
    clock.at(1100, () => {
      calls.push(['early', clock.now()]);
      clock.at(1200, () => calls.push(['between', clock.now()]));
    });
    clock.at(1400, () => calls.push(['after', clock.now()]));
    clock.advance(350);
    expect(calls).toEqual([
      ['early', 1100],
      ['between', 1200],
      ['late', 1300],
    ]);
    expect(clock.now()).toBe(1350);
  });

  it('keeps the order of what is due at the same time', () => {
    const clock = openFakeClock({ startMs: 0, isReal: false });
    const calls: number[] = [];
    for (const nth of [1, 2, 3]) clock.at(10, () => calls.push(nth));
    clock.advance(10);
    expect(calls).toEqual([1, 2, 3]);
  });

  it('does not call what was cancelled', () => {
    const clock = openFakeClock({ startMs: 0, isReal: false });
    const calls: string[] = [];
    clock.at(10, () => calls.push('kept'));
    clock.at(5, () => calls.push('cancelled'))();
    clock.advance(20);
    expect(calls).toEqual(['kept']);
  });

  it('goes with the real one when it is real', async () => {
    const clock = openFakeClock();
    const due = new Promise<void>((resolve) => clock.at(clock.now() + 20, resolve));
    const before = clock.now();
    await due;
    expect(clock.now()).toBeGreaterThanOrEqual(before + 20);
    clock.advance(3_600_000);
    await pause(1);
    expect(clock.now()).toBeGreaterThan(before + 3_600_000);
    clock.close();
  });
});
