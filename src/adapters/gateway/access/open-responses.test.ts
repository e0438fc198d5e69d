import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recheckEveryMs, watchOpenResponses } from './open-responses.ts';

const refusal = () => {
  throw new Error('no longer');
};
/** What is left of an answer for one who watches it. */
const answering = () => Object.assign(new EventEmitter(), { destroy: vi.fn() });

describe('an answer that is still open', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  function open() {
    const app = Fastify();
    const watch = watchOpenResponses(app);
    const answer = answering();
    const check = vi.fn();
    watch(answer as unknown as ServerResponse, check);
    return { app, answer, check };
  }
  const wait = () => vi.advanceTimersByTime(recheckEveryMs);

  it('goes on for as long as its caller has the right to it', async () => {
    const { app, answer, check } = open();
    wait();
    wait();
    expect([check.mock.calls.length, answer.destroy.mock.calls.length]).toEqual([2, 0]);
    check.mockImplementation(refusal);
    expect(answer.destroy).not.toHaveBeenCalled();
    wait();
    expect(answer.destroy).toHaveBeenCalledOnce();
    await app.close();
  });

  it('is forgotten once it ends', async () => {
    const { app, answer, check } = open();
    answer.emit('close');
    wait();
    expect(check).not.toHaveBeenCalled();
    await app.close();
  });

  it('is asked about no more once the server closes', async () => {
    const { app, check } = open();
    await app.close();
    wait();
    expect([check.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
