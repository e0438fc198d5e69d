import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { storedCommit } from '../../../events/log.ts';
import { newShared, noteLoad, noteWaiting, withBackpressure } from './backpressure.ts';

const commit = (at: Date) =>
  storedCommit({ id: 'a', run: 'colours-1', json: [JSON.stringify({ at: at.toISOString() })] }, 1);

async function* one(at: Date) {
  yield commit(at);
}

/** Whether a commit passes within half a second. */
async function comes(at: Date, shared: Int32Array): Promise<boolean> {
  const next = withBackpressure(one(at), shared)[Symbol.asyncIterator]().next();
  const came = await Promise.race([next.then(() => true), pause(500, false)]);
  shared.fill(0);
  await next;
  return came;
}

describe('backpressure', () => {
  const busy = () => Int32Array.of(1, 0).reduce((shared, value, at) => shared.fill(value, at, at + 1), newShared());

  it('holds nothing back while the main thread is idle', async () =>
    expect(await comes(new Date(), newShared())).toBe(true));
  it('holds new commits back while the main thread is busy', async () =>
    expect(await comes(new Date(), busy())).toBe(false));
  it('holds no commit back for longer than two seconds', async () =>
    expect(await comes(new Date(Date.now() - 2100), busy())).toBe(true));
  it('holds nothing back while a caller waits', async () => {
    const shared = busy();
    const waiting = noteWaiting(shared, pause(200));
    expect(await comes(new Date(), shared)).toBe(true);
    shared.fill(1, 1);
    await waiting;
    expect(shared[1]).toBe(0);
  });
  it('knows whether this thread is busy', async () => {
    const shared = newShared();
    const stop = noteLoad(shared);
    const until = performance.now() + 200;
    while (performance.now() < until) {
      const turn = performance.now() + 20;
      while (performance.now() < turn);
      await new Promise(setImmediate);
    }
    expect(shared[0]).toBe(1);
    await expect.poll(() => shared[0]).toBe(0);
    stop();
  });
});
