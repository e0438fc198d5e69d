import { describe, expect, it } from 'vitest';
import type { Log } from '../../events/log.ts';
import { storedCommit } from '../../events/log.ts';
import { positionAt } from './position-at.ts';

/** A log with one commit recorded at each of these minutes after nine. */
function logOf(minutes: readonly number[]) {
  const asked: number[] = [];
  const log: Pick<Log, 'at' | 'head'> = {
    head: async () => minutes.length,
    at: async (sequence) => {
      asked.push(sequence);
      const fact = { id: `${sequence}`, at: timeOf(minutes[sequence - 1] ?? 0), by: '', type: 'task-run.launched' };
      return storedCommit({ id: `${sequence}`, run: 'films-1', json: [JSON.stringify(fact)] }, sequence);
    },
  };
  return { log, asked };
}
const timeOf = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();

describe('the position of a moment', () => {
  it('is the last one that was recorded by then', async () => {
    const { log } = logOf([1, 2, 2, 5]);
    const found = await Promise.all([0, 1, 2, 3, 5, 9].map((minute) => positionAt(log, timeOf(minute))));
    expect(found).toEqual([0, 1, 3, 3, 4, 4]);
  });

  it('is 0 where nothing was recorded at all', async () => {
    expect(await positionAt(logOf([]).log, timeOf(1))).toBe(0);
  });

  it('is found without reading everything', async () => {
    const { log, asked } = logOf(Array.from({ length: 1000 }, (_, minute) => minute));
    expect(await positionAt(log, timeOf(700))).toBe(701);
    expect(asked.length).toBeLessThan(12);
  });
});
