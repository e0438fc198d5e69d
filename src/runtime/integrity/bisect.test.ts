import { describe, expect, it } from 'vitest';
import { lastHolding } from './bisect.ts';

describe('the last number for which a condition holds', () => {
  it.each([0, 1, 2, 7, 8, 99])('is found: %d', async (last) => {
    const tested: number[] = [];
    const holds = async (number: number) => {
      tested.push(number);
      return number <= last;
    };
    expect(await lastHolding(0, 100, holds)).toBe(last);
    expect(tested.length).toBeLessThan(8);
    expect(tested).not.toContain(0);
  });

  it('is the lower bound if there are no numbers between the bounds', async () => {
    expect(await lastHolding(0, 0, async () => true)).toBe(0);
    expect(await lastHolding(0, 1, async () => true)).toBe(0);
  });
});
