import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Log, LogFull, LogUnavailable } from '../../../events/log.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import { memoryLog } from './memory.ts';
import { openRecording, type Recording, recordingReasons } from './recording.ts';

const fine = {
  phase: 'open' as 'opening' | 'open' | 'closing',
  isDamaged: false,
  isLeaseLost: false,
  isDiskFull: false,
  isSilent: false,
  isLate: false,
  isLogFull: false,
  isCutOff: false,
};

function reasonsOf(changed: Partial<typeof fine>) {
  const now = { ...fine, ...changed };
  const { refusalNow, unreadyNow, problems } = recordingReasons({
    phase: () => now.phase,
    isDamaged: () => now.isDamaged,
    isLeaseLost: () => now.isLeaseLost,
    isDiskFull: () => now.isDiskFull,
    isSilent: () => now.isSilent,
    isLate: () => now.isLate,
    isLogFull: () => now.isLogFull,
    isCutOff: () => now.isCutOff,
  });
  return { refused: refusalNow()?.code, unready: unreadyNow()?.code, problems: problems().length };
}

describe('what can be recorded', () => {
  it.each<[string, Partial<typeof fine>, string | undefined, string | undefined, number]>([
    ['is everything while all is well', {}, undefined, undefined, 0],
    ['is nothing once something is missing', { isDamaged: true, isDiskFull: true }, 'log/damaged', 'log/damaged', 0],
    ['is nothing once another daemon has the log', { isLeaseLost: true }, 'log/lease-lost', 'log/lease-lost', 0],
    ['is nothing on a full disk', { isDiskFull: true }, 'log/full', 'log/full', 0],
    ['is nothing in a full log, which is tried all the same', { isLogFull: true }, undefined, 'log/full', 1],
    ['is nothing while the log is silent', { isSilent: true, isLate: true }, 'log/unavailable', 'log/unavailable', 1],
    ['is unknown while the log is late', { isLate: true }, undefined, 'log/unavailable', 1],
    ['is unknown while a run waits for the log in vain', { isCutOff: true }, undefined, 'log/unavailable', 1],
    ['is nothing until the runs are open', { phase: 'opening' }, undefined, 'daemon/opening', 0],
    ['is nothing once it closes', { phase: 'closing', isDiskFull: true }, 'log/full', 'daemon/closing', 0],
  ])('%s', (_, changed, refused, unready, problems) => {
    expect(reasonsOf(changed)).toEqual({ refused, unready, problems });
  });
});

describe('the recording of a daemon', () => {
  let recording: Recording;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    recording.close();
    vi.useRealTimers();
  });

  const never = () => new Promise<never>(() => undefined);
  /** What a daemon has around its log; each part can be replaced. */
  function open(changed: Partial<Log> = {}) {
    const world = { isDiskFull: false, mark: 'as before', ping: async () => undefined as void };
    recording = openRecording({
      log: { ...memoryLog(), ...changed },
      disk: { isFull: () => world.isDiskFull, problems: () => [], close: () => undefined },
      ping: () => world.ping(),
      mark: async () => world.mark,
    });
    return world;
  }
  const codes = () => [recording.refusalNow()?.code, recording.unreadyNow()?.code];
  const draft = { id: 'one', run: 'colours-1', json: ['{}'] };

  it('is ready from when its runs are open until it closes', async () => {
    open();
    expect([...codes(), recording.problems()]).toEqual([undefined, 'daemon/opening', []]);
    let isCutOff = false;
    recording.opened({ isCutOff: () => isCutOff });
    expect([...codes(), await recording.readiness(), recording.problems()]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
    isCutOff = true;
    expect([...codes(), recording.problems()]).toEqual([
      undefined,
      'log/unavailable',
      [recording.unreadyNow()?.message],
    ]);
    recording.closing();
    expect([...codes(), (await recording.readiness())?.code]).toEqual([undefined, 'daemon/closing', 'daemon/closing']);
  });

  it('ends with a damage, a lost lease or a full disk', () => {
    const world = open();
    recording.opened({ isCutOff: () => false });
    world.isDiskFull = true;
    expect(codes()).toEqual(['log/full', 'log/full']);
    recording.leaseLost();
    expect(codes()).toEqual(['log/lease-lost', 'log/lease-lost']);
    const found: readonly Damage[] = [{ code: 'log/gap', sentence: 'Gone.', from: 1 }];
    expect(recording.damages()).toEqual([]);
    recording.damaged(found);
    expect([...codes(), recording.damages()]).toEqual(['log/damaged', 'log/damaged', found]);
  });

  it('is not ready with a full log, until something that decides about room has changed', async () => {
    const world = open({ append: () => Promise.reject(new LogFull('full')) });
    recording.opened({ isCutOff: () => false });
    await expect(recording.log.append(draft, 0)).rejects.toThrow(LogFull);
    expect(codes()).toEqual([undefined, 'log/full']);
    await vi.advanceTimersByTimeAsync(2000);
    world.mark = 'changed';
    await vi.advanceTimersByTimeAsync(1999);
    expect(codes()).toEqual([undefined, 'log/full']);
    await vi.advanceTimersByTimeAsync(1);
    expect(codes()).toEqual([undefined, undefined]);
  });

  it('is refused once the server is silent, and so is the log that waits for it', async () => {
    const world = open({ append: never });
    recording.opened({ isCutOff: () => false });
    world.ping = never;
    const stored = recording.log.append(draft, 0).catch((error) => error);
    await vi.advanceTimersByTimeAsync(4000);
    expect([...codes(), await stored]).toEqual(['log/unavailable', 'log/unavailable', expect.any(LogUnavailable)]);
  });

  it('is not ready where the log says that something is wrong', async () => {
    open({ head: () => Promise.reject(new LogUnavailable('gone')) });
    recording.opened({ isCutOff: () => false });
    expect((await recording.readiness())?.code).toBe('log/unavailable');
  });

  it('is ready where only the disk is slow, so that the log does not answer within a second', async () => {
    vi.useRealTimers();
    open({ head: never });
    recording.opened({ isCutOff: () => false });
    expect(await recording.readiness()).toBeUndefined();
  });

  it('looks again after the log has answered, since something may have come up meanwhile', async () => {
    open({
      head: async () => {
        recording.leaseLost();
        return 0;
      },
    });
    recording.opened({ isCutOff: () => false });
    expect((await recording.readiness())?.code).toBe('log/lease-lost');
  });

  it('leaves no timer behind', () => {
    open();
    expect(vi.getTimerCount()).toBe(2);
    recording.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
