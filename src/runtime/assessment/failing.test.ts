import { describe, expect, it } from 'vitest';
import { Refusal } from '../../actors/refusal.ts';
import type { OpenRun } from '../open-run.ts';
import { openFailing } from './failing.ts';

const run = { runId: 'films-1' } as OpenRun;
const codeFailed = (sentence: string) => () => Promise.reject(new Refusal('task/code-failed', 400, sentence));

describe('what the code of a run fails to do', () => {
  it('is told until it works', async () => {
    const failing = openFailing();
    await expect(failing.during(run, 'judge u', codeFailed('too blue'))).rejects.toThrow('too blue');
    await failing.during(run, 'judge v', async () => undefined);
    expect(failing.of('films-1')).toEqual(['too blue']);
    expect(failing.of('films-2')).toEqual([]);
    await failing.during(run, 'judge u', async () => undefined);
    expect(failing.of('films-1')).toEqual([]);
  });

  it('does not include what else fails', async () => {
    const failing = openFailing();
    const full = () => Promise.reject(new Refusal('log/full', 507, 'The disk is full.'));
    await expect(failing.during(run, 'judge u', full)).rejects.toThrow('full');
    expect(failing.of('films-1')).toEqual([]);
  });

  it('is told once for each sentence, at most three, and no more after other code was loaded', () => {
    const failing = openFailing();
    for (const n of [1, 1, 2, 3, 4, 5].entries()) failing.note(run, `item ${n[0]}`, `fault ${n[1]}`);
    expect(failing.of('films-1')).toEqual([
      ...['fault 1', 'fault 2', 'fault 3'],
      "And 2 more failures of the task's own code.",
    ]);
    failing.forget(run);
    expect(failing.of('films-1')).toEqual([]);
  });
});
