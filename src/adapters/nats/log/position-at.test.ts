import { describe, expect, it } from 'vitest';
import type { Log } from '../../../events/log.ts';
import { storedCommit } from '../../../events/log.ts';
import { positionAt } from './position-at.ts';

type Recorded = { minute: number; run?: string; type?: string; data?: unknown };

/** A log with one commit recorded at each of these minutes after nine. */
function logOf(recorded: readonly (number | Recorded)[]) {
  const asked: number[] = [];
  const commits = recorded.map((one, at) => {
    const {
      minute,
      run = 'films-1',
      type = 'task-run.launched',
      data = {},
    } = typeof one === 'number' ? { minute: one } : one;
    const fact = { id: `${at}`, at: timeOf(minute), by: '', type, data };
    return storedCommit({ id: `${at}`, run, json: [JSON.stringify(fact)] }, at + 1);
  });
  const log: Pick<Log, 'at' | 'head' | 'read'> = {
    head: async () => commits.length,
    at: async (sequence) => {
      asked.push(sequence);
      return commits[sequence - 1];
    },
    async *read(run) {
      yield* commits.filter((commit) => commit.run === run);
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

  it('takes what an import has brought for as old as the import', async () => {
    const runs = ['old-1'];
    const { log } = logOf([
      1,
      2,
      { minute: 10, run: '-', type: 'import.begun', data: { importId: 'i', runs } },
      { minute: -900, run: 'old-1' },
      { minute: -800, run: 'old-1' },
      11,
      { minute: -700, run: 'old-1' },
      { minute: 12, run: '-', type: 'import.completed', data: { importId: 'i' } },
      20,
    ]);
    const found = await Promise.all(
      [-800, 0, 1, 2, 9, 10, 11, 12, 20].map((minute) => positionAt(log, timeOf(minute))),
    );
    expect(found).toEqual([0, 0, 1, 2, 2, 5, 7, 8, 9]);
  });

  it('is 0 where nothing was recorded at all', async () => {
    expect(await positionAt(logOf([]).log, timeOf(1))).toBe(0);
  });

  it('is found without reading everything', async () => {
    const { log, asked } = logOf(Array.from({ length: 1000 }, (_, minute) => minute));
    expect(await positionAt(log, timeOf(700))).toBe(701);
    expect(asked.length).toBeLessThan(12);
  });

  it('passes over a commit that is lost: the one before it decides', async () => {
    const { log } = logOf([1, 2, 3, 4]);
    const lost = { ...log, at: async (sequence: number) => (sequence === 2 ? undefined : log.at(sequence)) };
    expect(await Promise.all([0, 1, 2, 3].map((minute) => positionAt(lost, timeOf(minute))))).toEqual([0, 2, 2, 3]);
    expect(await positionAt({ ...log, at: async () => undefined }, timeOf(9))).toBe(0);
  });

  it('takes a commit without facts for one that is not recorded yet', async () => {
    const { log } = logOf([1]);
    const empty = storedCommit({ id: 'e', run: 'films-1', json: [] }, 1);
    expect(await positionAt({ ...log, at: async () => empty }, timeOf(9))).toBe(0);
  });

  it('counts an import that has not ended from when it began on', async () => {
    const { log } = logOf([
      1,
      { minute: 10, run: '-', type: 'import.begun', data: { importId: 'i', runs: ['old-1'] } },
      ...[-900, -800, -700].map((minute) => ({ minute, run: 'old-1' })),
    ]);
    expect(await Promise.all([1, 9, 10, 11].map((minute) => positionAt(log, timeOf(minute))))).toEqual([1, 1, 5, 5]);
  });

  it('keeps imports and their runs apart, and knows no end of an import that never began', async () => {
    const { log } = logOf([
      { minute: 1, run: '-', type: 'import.completed', data: { importId: 'ghost' } },
      { minute: 2, run: '-', type: 'import.begun', data: { importId: 'i' } },
      { minute: 3, run: 'other-1' },
      { minute: 4, run: '-', type: 'import.completed', data: { importId: 'i' } },
      { minute: 5, run: '-', type: 'import.begun', data: { importId: 'j', runs: ['old-1'] } },
      { minute: -900, run: 'old-1' },
      { minute: 6, run: '-', type: 'import.completed', data: { importId: 'j' } },
      { minute: 8, run: 'old-1' },
    ]);
    const found = await Promise.all([2, 3, 4, 5, 6, 7, 8].map((minute) => positionAt(log, timeOf(minute))));
    expect(found).toEqual([2, 3, 4, 6, 7, 7, 8]);
  });

  it('leaves what a run had recorded before an import of that name at its own time', async () => {
    const { log } = logOf([
      { minute: 1, run: 'old-1' },
      { minute: 5, run: '-', type: 'import.begun', data: { importId: 'j', runs: ['old-1'] } },
      { minute: -900, run: 'old-1' },
    ]);
    expect(await Promise.all([0, 1, 4, 5].map((minute) => positionAt(log, timeOf(minute))))).toEqual([0, 1, 1, 3]);
  });
});
