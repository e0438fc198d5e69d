import { describe, expect, it } from 'vitest';
import { openRefusedWorkers } from './refused-workers.ts';

describe('the workers who got no unit', () => {
  it('are counted once for each run, for the reason that they heard last', () => {
    const refused = openRefusedWorkers();
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
    const refused = openRefusedWorkers();
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
    const refused = openRefusedWorkers();
    for (let n = 0; n < 10_010; n++) refused.note('colours', `w${n}`, 'blocked');
    refused.note('colours', 'w5', 'another');
    expect(refused.counts('colours')).toEqual([
      { reason: 'blocked', workers: 9999 },
      { reason: 'another', workers: 1 },
    ]);
  });
});
