import { describe, expect, it } from 'vitest';
import { type Log, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { memoryLog } from '../../nats/log/memory.ts';
import { type Following, startFollower } from './follower.ts';
import { draftOf } from './for-tests.ts';

const append = (log: Log, nth: number) => log.append(draftOf(`run-${nth}`, nth, []), 0);

/** A follower that notes what it takes, and a way to wait until it has taken so many. */
function followed(log: Log, settings: Partial<Following> = {}) {
  const over = new AbortController();
  const taken: number[] = [];
  const troubles: string[] = [];
  let heard = () => {};
  const follower = startFollower({
    log,
    position: () => taken.at(-1) ?? 0,
    take(batch) {
      taken.push(...batch.map(({ sequence }) => sequence));
      heard();
    },
    signal: over.signal,
    onTrouble: (error) => troubles.push(String(error)),
    ...settings,
  });
  const until = async (count: number) => {
    while (taken.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    return taken;
  };
  return { ...follower, over, taken, troubles, until };
}

describe('a follower', () => {
  it('takes what is there and what comes, until it is stopped', async () => {
    const log = memoryLog();
    await append(log, 1);
    const follower = followed(log);
    await follower.until(1);
    await append(log, 2);
    expect(await follower.until(2)).toEqual([1, 2]);
    follower.over.abort();
    await follower.done;
  });

  it('starts again after what it has taken when the log breaks off', async () => {
    const log = memoryLog();
    await append(log, 1);
    await append(log, 2);
    let broken = false;
    async function* breaking(commits: AsyncIterable<StoredCommit>) {
      for await (const commit of commits) {
        yield commit;
        if (broken) continue;
        broken = true;
        await new Promise((resolve) => setTimeout(resolve, 10));
        throw new LogUnavailable('The server went away.');
      }
    }
    const follower = followed({ ...log, follow: (after, signal) => breaking(log.follow(after, signal)) });
    expect(await follower.until(2)).toEqual([1, 2]);
    expect(follower.troubles).toEqual(['LogUnavailable: The server went away.']);
    follower.over.abort();
  });

  it('starts again when nothing comes although there is more', async () => {
    const log = memoryLog();
    let deaf = 2;
    async function* silent(signal: AbortSignal): AsyncIterable<StoredCommit> {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }
    const follow = (after: number, signal: AbortSignal) => (deaf-- > 0 ? silent(signal) : log.follow(after, signal));
    await append(log, 1);
    const follower = followed({ ...log, follow }, { stallTimeoutMs: 50 });
    expect(await follower.until(1)).toEqual([1]);
    expect(deaf).toBeLessThan(0);
    follower.over.abort();
  });

  it('says that it has everything once a log answers again, also if nothing new comes', async () => {
    const log = memoryLog();
    await append(log, 1);
    let isDown = true;
    const follow = (after: number, signal: AbortSignal) => {
      if (!isDown) return log.follow(after, signal);
      isDown = false;
      throw new LogUnavailable('The server went away.');
    };
    let caughtUp = () => {};
    const isOver = new Promise<void>((resolve) => {
      caughtUp = resolve;
    });
    const follower = followed({ ...log, follow }, { stallTimeoutMs: 50, onCaughtUp: () => caughtUp() });
    await follower.until(1);
    await isOver;
    expect(follower.troubles).toEqual(['LogUnavailable: The server went away.']);
    follower.over.abort();
  });

  it('asks again for what did not come, and once only if it never comes', async () => {
    const log = memoryLog();
    for (let nth = 1; nth <= 5; nth++) await append(log, nth);
    const lost = new Set([2, 4]);
    async function* losing(commits: AsyncIterable<StoredCommit>) {
      for await (const commit of commits) {
        if (!lost.has(commit.sequence)) yield commit;
        if (commit.sequence === 5) lost.delete(2);
      }
    }
    const follower = followed({ ...log, follow: (after, signal) => losing(log.follow(after, signal)) });
    expect(await follower.until(4)).toEqual([1, 2, 3, 5]);
    expect(follower.troubles).toEqual([
      'LogUnavailable: The commits 2 to 2 did not arrive.',
      'LogUnavailable: The commits 4 to 4 did not arrive.',
    ]);
    follower.over.abort();
  });

  it('starts again on request', async () => {
    const log = memoryLog();
    let starts = 0;
    let started = () => {};
    const again = new Promise<void>((resolve) => {
      started = resolve;
    });
    const follower = followed(log, { begin: async () => (++starts === 2 ? started() : undefined) });
    await append(log, 1);
    await follower.until(1);
    follower.restart();
    await again;
    await append(log, 2);
    expect(await follower.until(2)).toEqual([1, 2]);
    follower.over.abort();
  });

  it('gives up when its trouble is taken for final', async () => {
    const log = memoryLog();
    const begin = async () => {
      throw new Error('another log');
    };
    const onTrouble = (error: unknown) => {
      throw error;
    };
    await expect(followed(log, { begin, onTrouble }).done).rejects.toThrow('another log');
  });
});
