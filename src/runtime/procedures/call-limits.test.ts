import { describe, expect, it } from 'vitest';
import { openCallLimits } from './call-limits.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the turns of procedures', () => {
  it('are four at a time for each agent, also after others are over', async () => {
    const turns = openCallLimits();
    const ends: (() => void)[] = [];
    let [active, most] = [0, 0];
    const call = () =>
      turns.take('run', 'ada', async () => {
        most = Math.max(most, ++active);
        await new Promise<void>((resolve) => ends.push(resolve));
        active--;
      });
    const calls = [call(), call()];
    await settled();
    for (let round = 0; round < 5; round++) {
      ends.shift()?.();
      await settled();
      calls.push(...Array.from({ length: 4 }, call));
      await settled();
    }
    expect([active, most]).toEqual([4, 4]);
    while (ends.length > 0) {
      ends.shift()?.();
      await settled();
    }
    await Promise.all(calls);
    expect(turns.agents()).toBe(0);
  });

  it('are given back by calls that fail', async () => {
    const turns = openCallLimits();
    const failing = turns.take('run', 'ada', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(turns.agents()).toBe(0);
  });
});
