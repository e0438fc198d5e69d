import { describe, expect, it } from 'vitest';
import { lastHolding } from './bisect.ts';

describe('the last number for which a question holds', () => {
  it.each([0, 1, 2, 7, 8, 99])('is found, be it %d', async (last) => {
    const asked: number[] = [];
    const holds = async (number: number) => {
      asked.push(number);
      return number <= last;
    };
    expect(await lastHolding(0, 100, holds)).toBe(last);
    expect(asked.length).toBeLessThan(8);
    expect(asked).not.toContain(0);
  });

  it('is the first number where there is none to ask about', async () => {
    expect(await lastHolding(0, 0, async () => true)).toBe(0);
    expect(await lastHolding(0, 1, async () => true)).toBe(0);
  });
});
