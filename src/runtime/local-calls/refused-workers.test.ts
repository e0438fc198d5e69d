import { beforeEach, describe, expect, it } from 'vitest';
import type { RefusedRows } from '../ports/refused-rows.ts';
import { openRefusedWorkers } from './refused-workers.ts';

const kept = new Map<string, { run: string; worker: string; reason: string }>();
const rows: RefusedRows = {
  all: () => [...kept.values()],
  keep: (run, worker, reason) => void kept.set(`${run} ${worker}`, { run, worker, reason }),
  remove: (run, worker) => void kept.delete(`${run} ${worker}`),
};
beforeEach(() => kept.clear());

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

  it('are at most ten thousand for a run', () => {
    const refused = openRefusedWorkers(rows);
    for (let n = 0; n < 10_010; n++) refused.note('colours', `w${n}`, 'blocked');
    refused.note('colours', 'w5', 'another');
    expect(refused.counts('colours')).toEqual([
      { reason: 'blocked', workers: 9999 },
      { reason: 'another', workers: 1 },
    ]);
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
