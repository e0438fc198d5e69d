import { describe, expect, it, vi } from 'vitest';
import { performTodos } from './perform-todos.ts';

/** A loop over to-dos that fail as long as `isBroken`. */
function given() {
  const world = { isBroken: true, attempts: 0, failures: [] as unknown[], left: 1 };
  const loop = performTodos({
    open: () =>
      Array.from({ length: world.left }, () => async () => {
        world.attempts++;
        if (world.isBroken) throw new Error('not yet');
        world.left = 0;
      }),
    onFailure: (failure) => world.failures.push(failure),
  });
  return { world, loop };
}

describe('a to-do that fails', () => {
  it('is retried, and reported once', async () => {
    const { world, loop } = given();
    await vi.waitFor(() => expect(world.attempts).toBe(3));
    world.isBroken = false;
    await loop.settled();
    expect([world.left, world.failures.length]).toEqual([0, 1]);
  });

  it('waits longer each time, unless it is to be retried now', async () => {
    const { world, loop } = given();
    // The pause after it is longer than a second.
    await vi.waitFor(() => expect(world.attempts).toBe(4), { timeout: 10_000 });
    world.isBroken = false;
    loop.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.attempts).toBe(4);
    loop.retryNow();
    await loop.settled();
    expect([world.attempts, world.left]).toEqual([5, 0]);
  });

  it('is retried without a pause when that is asked for during an attempt', async () => {
    let attempts = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const loop = performTodos({
      open: () => (attempts < 6 ? [() => attempt()] : []),
      onFailure: () => undefined,
    });
    async function attempt(): Promise<void> {
      attempts++;
      if (attempts === 5) await held;
      if (attempts < 6) throw new Error('not yet');
    }
    await vi.waitFor(() => expect(attempts).toBe(5), { timeout: 10_000 });
    loop.retryNow();
    release();
    // The pause would be longer than three seconds.
    await vi.waitFor(() => expect(attempts).toBe(6), { timeout: 2500 });
    await loop.settled();
  });

  it('is not retried when the loop is closed', async () => {
    const { world, loop } = given();
    await vi.waitFor(() => expect(world.attempts).toBe(1));
    loop.close();
    loop.retryNow();
    await loop.settled();
    expect(world.attempts).toBe(1);
  });
});
