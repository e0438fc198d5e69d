import { describe, expect, it } from 'vitest';
import { Refusal } from '../../actors/refusal.ts';
import type { OpenRun } from '../open-run.ts';
import { openFailing, type Subject } from './failing.ts';

const run = { runId: 'films-1' } as OpenRun;
const subject = (name: string, isOpen = () => true): Subject => ({ name, isOpen });
const codeFailed = (sentence: string) => () => Promise.reject(new Refusal('task/code-failed', 400, sentence));

describe('what the code of a run fails to do', () => {
  it('is told until it works', async () => {
    const failing = openFailing();
    await expect(failing.during(run, subject('judge u'), codeFailed('too blue'))).rejects.toThrow('too blue');
    await failing.during(run, subject('judge v'), async () => undefined);
    expect(failing.of('films-1')).toEqual(['too blue']);
    expect(failing.of('films-2')).toEqual([]);
    await failing.during(run, subject('judge u'), async () => undefined);
    expect(failing.of('films-1')).toEqual([]);
  });

  it('does not include what else fails', async () => {
    const failing = openFailing();
    const full = () => Promise.reject(new Refusal('log/full', 507, 'The disk is full.'));
    await expect(failing.during(run, subject('judge u'), full)).rejects.toThrow('full');
    expect(failing.of('films-1')).toEqual([]);
  });

  it('is told once for each sentence, at most three, and no more after other code was loaded', () => {
    const failing = openFailing();
    for (const n of [1, 1, 2, 3, 4, 5].entries()) failing.note(run, subject(`item ${n[0]}`), `fault ${n[1]}`);
    expect(failing.of('films-1')).toEqual([
      ...['fault 1', 'fault 2', 'fault 3'],
      "And 2 more failures of the task's own code.",
    ]);
    failing.forget(run);
    expect(failing.of('films-1')).toEqual([]);
  });

  it('is not told while there is nothing to do with its subject', () => {
    const failing = openFailing();
    let isFree = true;
    failing.note(
      run,
      subject('item 1', () => isFree),
      'No worker gets item 1',
    );
    failing.note(run, subject('item 2'), 'No worker gets item 2');
    isFree = false;
    expect(failing.of('films-1')).toEqual(['No worker gets item 2']);
    isFree = true;
    expect(failing.of('films-1')).toEqual(['No worker gets item 1', 'No worker gets item 2']);
  });

  it('makes room for others when there is nothing to do any more', () => {
    const failing = openFailing();
    let isFree = true;
    for (let n = 0; n < 1000; n++)
      failing.note(
        run,
        subject(`item ${n}`, () => isFree),
        `fault ${n}`,
      );
    isFree = false;
    failing.note(run, subject('judge u'), 'too blue');
    expect(failing.of('films-1')).toEqual(['too blue']);
  });
});
