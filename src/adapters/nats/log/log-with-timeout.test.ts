import { describe, expect, it } from 'vitest';
import { Conflict, LogFull, LogUnavailable, type StoredCommit } from '../../../events/log.ts';
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

describe('a log with a timeout', () => {
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
    expect([await all(log.read('colours-1', 1)), await log.runs(), await log.state()]).toEqual([
      ['two'],
      ['colours-1'],
      { first: 1, last: 2, count: 2 },
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

  it.each(['head', 'state', 'runs'] as const)(
    'is asked again for its %s, since a busy machine is late',
    async (name) => {
      let asked = 0;
      const late = async () => {
        if (++asked < 3) throw new LogUnavailable('The machine is busy.');
        return 0 as never;
      };
      const log = logWithTimeout(
        { ...memoryLog(), [name]: late },
        newHeartbeat(async () => undefined),
      );
      await log[name]();
      expect(asked).toBe(3);
    },
  );

  it('is asked once for a commit where the failure is another', async () => {
    let asked = 0;
    const at = async () => {
      asked++;
      throw new Error('Not a commit.');
    };
    const log = logWithTimeout(
      { ...memoryLog(), at },
      newHeartbeat(async () => undefined),
    );
    await expect(log.at(1)).rejects.toThrow('Not a commit.');
    expect(asked).toBe(1);
  });

  it('ends the reading of one who leaves early, without waiting for that', async () => {
    const stored = memoryLog();
    await stored.append(draft('one'), 0);
    await stored.append(draft('two'), 1);
    let ended = 0;
    const log = logWithTimeout(
      {
        ...stored,
        read: (run) => {
          const commits = stored.read(run)[Symbol.asyncIterator]();
          const end = () => {
            ended++;
            return ended === 1 ? never() : Promise.reject(new LogUnavailable('It is away.'));
          };
          return { [Symbol.asyncIterator]: () => ({ next: () => commits.next(), return: end }) };
        },
      },
      newHeartbeat(async () => undefined),
    );
    for await (const { id } of log.read('colours-1')) if (id === 'one') break;
    for await (const { id } of log.read('colours-1')) if (id === 'one') break;
    expect(ended).toBe(2);
    expect(await all(log.read('colours-1'))).toEqual(['one', 'two']);
    expect(ended).toBe(2);
    await settled();
  });

  it('lets one leave early where the log has nothing to end', async () => {
    const stored = memoryLog();
    await stored.append(draft('one'), 0);
    const commits = stored.read('colours-1')[Symbol.asyncIterator]();
    const read = () => ({ [Symbol.asyncIterator]: () => ({ next: () => commits.next() }) });
    const log = logWithTimeout(
      { ...stored, read },
      newHeartbeat(async () => undefined),
    );
    for await (const { id } of log.read('colours-1')) if (id === 'one') break;
  });

  it('gives up every question once its server is silent, reading too, and asks no more', async () => {
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
        at: stuck,
        runs: stuck,
        state: stuck,
        async *read(run) {
          yield* stored.read(run);
          await stuck();
        },
      },
      heartbeat,
    );
    const waiting = [
      log.append(draft('two'), 1),
      log.head(),
      log.at(1),
      log.runs(),
      log.state(),
      all(log.read('colours-1')),
    ];
    const outcomes = Promise.allSettled(waiting);
    for (let n = 0; n < 20; n++) {
      heartbeat.beat();
      await settled();
    }
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(LogUnavailable) });
    await expect(log.append(draft('two'), 1)).rejects.toThrow(LogUnavailable);
    expect(asked).toBe(6);
  });
});

describe('the room of a log', () => {
  function aLog() {
    let full = false;
    let mark = 'as before';
    let looks = 0;
    const stored = memoryLog();
    const watched = watchSpace(
      {
        ...stored,
        append: (given, expected) => (full ? Promise.reject(new LogFull('full')) : stored.append(given, expected)),
      },
      async () => {
        looks++;
        return mark;
      },
    );
    return {
      ...watched,
      looks: () => looks,
      fill: async () => {
        full = true;
        await expect(watched.log.append(draft('refused'), 0)).rejects.toThrow(LogFull);
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

  it('is still gone when it was refused again meanwhile, until something changes', async () => {
    const { room, fill, change } = aLog();
    await fill();
    await room.look();
    await fill();
    await room.look();
    expect(room.isFull()).toBe(true);
    change();
    await room.look();
    expect(room.isFull()).toBe(false);
  });

  it('is compared with what it was at the refusal, not at an earlier one', async () => {
    const { log, room, fill, free, change } = aLog();
    await fill();
    await room.look();
    free();
    expect(await log.append(draft('one'), 0)).toBe(1);
    change();
    await fill();
    await room.look();
    expect(room.isFull()).toBe(true);
  });

  it('is not asked about while nothing was refused, or for another reason', async () => {
    const { log, room, looks } = aLog();
    await expect(log.append(draft('one'), 7)).rejects.toThrow(Conflict);
    await room.look();
    expect([room.isFull(), looks()]).toEqual([false, 0]);
  });
});
