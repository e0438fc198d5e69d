import { beforeEach, describe, expect, it } from 'vitest';
import type { RefusedRows } from '../ports/refused-rows.ts';
import { openRefusedWorkers } from './refused-workers.ts';

const kept = new Map<string, { run: string; worker: string; reason: string }>();
let removals = 0;
const rows: RefusedRows = {
  all: () => [...kept.values()],
  keep(run, worker, reason) {
    kept.delete(`${run} ${worker}`);
    kept.set(`${run} ${worker}`, { run, worker, reason });
  },
  remove(run, workers) {
    removals++;
    for (const worker of workers) kept.delete(`${run} ${worker}`);
  },
  removeRun(run) {
    for (const [key, row] of kept) if (row.run === run) kept.delete(key);
  },
};
beforeEach(() => {
  kept.clear();
  removals = 0;
});

describe('the workers who got no unit', () => {
  it('are counted once for each run, for the reason that they heard last', () => {
    const refused = openRefusedWorkers(rows);
    for (const [worker, reason] of [
      ['ada', 'blocked'],
      ['bob', 'Must have trained'],
      ['cyd', 'Must have trained'],
      ['ada', 'Must have trained'],
      ['dan', 'blocked'],
      ['eve', 'a reason'],
    ] as const)
      refused.note('colours', worker, reason);
    expect(refused.counts('colours')).toEqual([
      { reason: 'Must have trained', workers: 3 },
      { reason: 'a reason', workers: 1 },
      { reason: 'blocked', workers: 1 },
    ]);
    expect(refused.counts('shapes')).toEqual([]);
  });

  it('are not counted any more once the reason no longer holds', () => {
    const refused = openRefusedWorkers(rows);
    refused.note('colours', 'ada', 'blocked');
    refused.note('colours', 'bob', 'blocked');
    refused.forget('colours', 'ada');
    refused.forget('colours', 'nobody');
    refused.forget('shapes', 'bob');
    expect(refused.counts('colours')).toEqual([{ reason: 'blocked', workers: 1 }]);
    refused.forget('colours', 'bob');
    expect(refused.counts('colours')).toEqual([]);
  });

  it('are at most ten thousand for a run: those who were noted first make room, a thousand at once', () => {
    const refused = openRefusedWorkers(rows);
    for (let n = 0; n < 10_000; n++) refused.note('colours', `w${n}`, 'blocked');
    refused.note('colours', 'w0', 'a newer reason');
    expect(removals).toBe(0);
    for (let n = 10_000; n < 12_000; n++) refused.note('colours', `w${n}`, 'not-invited');
    expect(removals).toBe(2);
    const counts = [
      { reason: 'blocked', workers: 7999 },
      { reason: 'not-invited', workers: 2000 },
      { reason: 'a newer reason', workers: 1 },
    ];
    expect(refused.counts('colours')).toEqual(counts);
    expect(openRefusedWorkers(rows).counts('colours')).toEqual(counts);
  });

  it('are forgotten with their run', () => {
    const refused = openRefusedWorkers(rows);
    refused.note('colours', 'ada', 'blocked');
    refused.note('shapes', 'ada', 'blocked');
    refused.forgetRun('colours');
    expect(refused.counts('colours')).toEqual([]);
    expect(refused.counts('shapes')).toEqual([{ reason: 'blocked', workers: 1 }]);
    expect(rows.all()).toEqual([{ run: 'shapes', worker: 'ada', reason: 'blocked' }]);
  });

  it('are the same after a restart', () => {
    const before = openRefusedWorkers(rows);
    before.note('colours', 'ada', 'blocked');
    before.note('colours', 'bob', 'blocked');
    before.forget('colours', 'bob');
    before.note('colours', 'ada', 'not-invited');
    expect(openRefusedWorkers(rows).counts('colours')).toEqual([{ reason: 'not-invited', workers: 1 }]);
  });
});
