import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from './request.ts';
import { backOffMs, retry } from './retry.ts';

function line(...replies: (Error | string)[]) {
  const pauses: number[] = [];
  const failures: number[] = [];
  const attempt = async () => {
    const reply = replies.shift();
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const ways = { pause: async (ms: number) => void pauses.push(ms), onFailure: (n: number) => void failures.push(n) };
  return { answer: () => retry(attempt, ways), pauses, failures };
}

describe('a retry', () => {
  it('gives the first answer without a pause', async () => {
    const { answer, pauses } = line('yes');
    expect(await answer()).toBe('yes');
    expect(pauses).toEqual([]);
  });

  it('goes on until the server can be reached, and counts', async () => {
    const { answer, pauses, failures } = line(new Unreachable('503'), new Unreachable('gone'), 'yes');
    expect(await answer()).toBe('yes');
    expect(failures).toEqual([1, 2]);
    expect(pauses).toHaveLength(2);
  });

  it('ends at a refusal', async () => {
    const refused = new Refused('run/not-open', 'The run is over.');
    const { answer, failures } = line(new Unreachable('503'), refused, 'never sent');
    await expect(answer()).rejects.toBe(refused);
    expect(failures).toEqual([1]);
  });

  it('ends at a fault of its own instead of repeating it for ever', async () => {
    await expect(line(new TypeError('a bug'), 'never sent').answer()).rejects.toThrow('a bug');
  });
});

describe('the pause before another attempt', () => {
  it('doubles from half a second', () => {
    expect([1, 2, 3, 4].map((attempts) => backOffMs(attempts, 0.5))).toEqual([500, 1000, 2000, 4000]);
  });

  it('stays between ten and twenty seconds in a long outage', () => {
    expect(backOffMs(50, 0)).toBeCloseTo(10_000);
    expect(backOffMs(50, 1)).toBeCloseTo(20_000);
  });
});
