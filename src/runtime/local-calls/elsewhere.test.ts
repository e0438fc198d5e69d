import { describe, expect, it } from 'vitest';
import type { WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { metElsewhere } from './elsewhere.ts';

const [ada, bob, cyd, dan] = ['w.1', 'w.2', 'w.3', 'w.4'] as WorkerId[] as [WorkerId, WorkerId, WorkerId, WorkerId];

/** A run in which these have talked with Ada. */
const aRun = (met: WorkerId[], neverMetBefore = true): OpenRun =>
  ({
    mailbox: {
      run: {
        conversations: { met: new Map([[ada, new Set(met)]]) },
        taskRun: { context: { settings: { conversation: { pairing: { neverMetBefore } } } } },
      },
    },
  }) as unknown as OpenRun;

describe('whom a worker has met in other runs of the task', () => {
  it('given several runs, then it is everybody of all of them, once, and nobody of this one', () => {
    const [here, ...others] = [aRun([dan]), aRun([bob], false), aRun([bob, cyd])];
    const runtime = { runsOfTask: () => [here!, ...others] };
    expect(metElsewhere(runtime, here!, ada)).toEqual([bob, cyd]);
    expect(metElsewhere(runtime, here!, bob)).toEqual([]);
  });

  it('given a run in which that does not matter, then it is not looked for', () => {
    const here = aRun([], false);
    expect(metElsewhere({ runsOfTask: () => [here, aRun([bob])] }, here, ada)).toEqual([]);
  });
});
