import { describe, expect, it } from 'vitest';
import { LogFull, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { newHeartbeat } from './heartbeat.ts';
import { logWithTimeout } from './log-with-timeout.ts';
import { memoryLog } from './memory.ts';
import { watchSpace } from './space.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = () => new Promise<never>(() => undefined);
const draft = (id: string) => ({ id, run: 'colours-1', json: ['{"type":"x.happened"}'] });

async function all(commits: AsyncIterable<StoredCommit>) {
  const found: string[] = [];
  for await (const { id } of commits) found.push(id);
  return found;
}

describe('a log of which nobody waits in vain', () => {
  it('is the same log while its server answers', async () => {
    const log = logWithTimeout(
      memoryLog(),
      newHeartbeat(async () => undefined),
    );
    await log.append(draft('one'), 0);
    await log.append(draft('two'), 1);
    expect([await all(log.read('colours-1')), await log.head(), (await log.at(2))?.id]).toEqual([
      ['one', 'two'],
      2,
      'two',
    ]);
  });

  it('is asked three times at most for a commit that it does not give in time', async () => {
    const stored = memoryLog();
    await stored.append(draft('one'), 0);
    let asked = 0;
    const at = async (sequence: number) => {
      if (++asked < 3) throw new LogUnavailable('The disk is slow.');
      return stored.at(sequence);
    };
    const log = logWithTimeout(
      { ...stored, at },
      newHeartbeat(async () => undefined),
    );
    expect((await log.at(1))?.id).toBe('one');
    asked = -9;
    await expect(log.at(1)).rejects.toThrow(LogUnavailable);
    expect(asked).toBe(-6);
  });

  it('gives up every question once its server is silent, reading too, and asks none', async () => {
    const heartbeat = newHeartbeat(never);
    const stored = memoryLog();
    await stored.append(draft('one'), 0);
    let asked = 0;
    const stuck = () => {
      asked++;
      return never();
    };
    const log = logWithTimeout(
      {
        ...stored,
        append: stuck,
        head: stuck,
        async *read(run) {
          yield* stored.read(run);
          await stuck();
        },
      },
      heartbeat,
    );
    const waiting = [log.append(draft('two'), 1), log.head(), all(log.read('colours-1'))];
    const outcomes = Promise.allSettled(waiting);
    for (let n = 0; n < 20; n++) {
      heartbeat.beat();
      await settled();
    }
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(LogUnavailable) });
    await expect(log.append(draft('two'), 1)).rejects.toThrow(LogUnavailable);
    expect(asked).toBe(3);
  });
});

describe('the room of a log', () => {
  function aLog() {
    let full = false;
    let mark = 'as before';
    const stored = memoryLog();
    const watched = watchSpace(
      {
        ...stored,
        append: (given, expected) => (full ? Promise.reject(new LogFull('full')) : stored.append(given, expected)),
      },
      async () => mark,
    );
    return {
      ...watched,
      fill: async () => {
        full = true;
        await watched.log.append(draft('refused'), 0).catch(() => undefined);
      },
      free: () => {
        full = false;
      },
      change: () => {
        mark = 'changed';
      },
    };
  }

  it('is gone from a refusal on, however often somebody looks', async () => {
    const { room, fill } = aLog();
    expect(room.isFull()).toBe(false);
    await fill();
    await room.look();
    await room.look();
    expect(room.isFull()).toBe(true);
  });

  it('is there again when something was stored', async () => {
    const { log, room, fill, free } = aLog();
    await fill();
    free();
    await log.append(draft('one'), 0);
    expect(room.isFull()).toBe(false);
  });

  it('may be there again when what decides about it has changed', async () => {
    const { room, fill, change } = aLog();
    await fill();
    await room.look();
    change();
    await room.look();
    expect(room.isFull()).toBe(false);
  });
});
