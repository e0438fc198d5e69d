import { describe, expect, it } from 'vitest';
import { openPacketBudget, openSharedBudgets } from './packet-budget.ts';

describe('the packets of a page', () => {
  it('may come many at once, and steadily from then on', () => {
    let now = 0;
    const { takes } = openPacketBudget({ perSecond: 10, atOnce: 3 }, () => now);
    expect([takes(), takes(), takes(), takes()]).toEqual([true, true, true, false]);
    now = 100;
    expect([takes(), takes()]).toEqual([true, false]);
    now = 10_000;
    expect([takes(), takes(), takes(), takes()]).toEqual([true, true, true, false]);
  });

  it('are not taken for fewer by a clock that is set back', () => {
    let now = 1000;
    const { takes } = openPacketBudget({ perSecond: 10, atOnce: 1 }, () => now);
    expect(takes()).toBe(true);
    now = 0;
    expect(takes()).toBe(false);
    now = 100;
    expect(takes()).toBe(true);
  });

  it('are counted together for one sender, and apart from those of others', () => {
    const { takes } = openSharedBudgets({ perSecond: 10, atOnce: 2 }, () => 0);
    expect([takes('ada'), takes('ada'), takes('ada'), takes('bob', 2), takes('bob')]).toEqual([
      ...[true, true, false],
      ...[true, false],
    ]);
  });
});
