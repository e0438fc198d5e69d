import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../actors/refusal.ts';
import { sky0, sky1 } from '../../events/fixtures.ts';
import type { OpenRun } from '../open-run.ts';
import { openHeldBack } from './held-back.ts';

const run = { runId: 'films-1' } as OpenRun;
const failing = (code: string) => () => Promise.reject(new Refusal(code, 400, 'It did not answer.'));
const hangs = failing('task/not-answering');

describe('a unit on which the code of its task does not answer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is held back for 5 s, then for twice as long each time, and the others are not', async () => {
    const wake = vi.fn();
    const heldBack = openHeldBack(wake);
    for (const seconds of [5, 10, 20]) {
      await expect(heldBack.during(run, sky0.unitId, hangs)).rejects.toThrow('It did not answer.');
      expect(heldBack.reason(run, sky1.unitId)).toBeUndefined();
      vi.advanceTimersByTime(seconds * 1000 - 1);
      expect(heldBack.reason(run, sky0.unitId)?.message).toBe('It did not answer.');
      vi.advanceTimersByTime(1);
      expect(heldBack.reason(run, sky0.unitId)).toBeUndefined();
    }
    expect(wake.mock.calls).toEqual([[run], [run], [run]]);
  });

  it('is not tried at all meanwhile, also when its worker comes again', async () => {
    const heldBack = openHeldBack(() => undefined);
    await expect(heldBack.during(run, sky0.unitId, hangs)).rejects.toThrow();
    const judge = vi.fn(async () => undefined);
    await expect(heldBack.during(run, sky0.unitId, judge)).rejects.toThrow('It did not answer.');
    expect(judge).not.toHaveBeenCalled();
  });

  it('begins anew once it was judged, or the run has other code', async () => {
    const heldBack = openHeldBack(() => undefined);
    await expect(heldBack.during(run, sky0.unitId, hangs)).rejects.toThrow();
    vi.advanceTimersByTime(5000);
    await heldBack.during(run, sky0.unitId, async () => undefined);
    await expect(heldBack.during(run, sky0.unitId, hangs)).rejects.toThrow();
    vi.advanceTimersByTime(5000);
    expect(heldBack.reason(run, sky0.unitId)).toBeUndefined();
    await expect(heldBack.during(run, sky0.unitId, hangs)).rejects.toThrow();
    heldBack.forget(run);
    expect(heldBack.reason(run, sky0.unitId)).toBeUndefined();
  });

  it('is tried like others where the code fails in another way', async () => {
    const heldBack = openHeldBack(() => undefined);
    await expect(heldBack.during(run, sky0.unitId, failing('task/code-failed'))).rejects.toThrow();
    expect(heldBack.reason(run, sky0.unitId)).toBeUndefined();
    heldBack.close();
  });
});
