import { type NatsConnection, NatsError } from 'nats';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeLease } from './lease.ts';

type Entry = { operation: string; revision: number; text: string };

/** A bucket with one key, fenced by revisions as that of a server; it can be away, and its key can run out. */
function aBucket() {
  let entry: Entry | undefined;
  let revision = 0;
  let isAway = false;
  let reads = 0;
  let renewing: Promise<void> | undefined;
  let next: { creating?: Error } = {};
  const refused = () => {
    const error = new NatsError('wrong last sequence', '400');
    error.api_error = { code: 400, err_code: 10071, description: 'wrong last sequence' };
    return error;
  };
  const put = (text: string, operation = 'PUT') => {
    entry = { operation, revision: ++revision, text };
    return revision;
  };
  const answering = <Answer>(work: () => Answer) =>
    isAway ? Promise.reject(new NatsError('timeout', 'TIMEOUT')) : Promise.resolve().then(work);
  const bucket = {
    get: () =>
      answering(() => {
        reads++;
        return entry && { ...entry, string: () => entry!.text };
      }),
    create: (key: string, text: string) =>
      answering(() => {
        const { creating } = next;
        next = {};
        if (creating) throw creating;
        if (key !== 'log') throw new Error('The bucket has one key.');
        if (entry?.operation === 'PUT') throw refused();
        return put(text);
      }),
    update: (_key: string, text: string, expected: number) =>
      answering(async () => {
        await renewing;
        if (entry?.revision !== expected) throw refused();
        return put(text);
      }),
    delete: (_key: string, { previousSeq }: { previousSeq: number }) =>
      answering(() => {
        if (entry?.revision !== previousSeq) throw refused();
        put('', 'DEL');
      }),
  };
  const settings: unknown[] = [];
  const views = {
    kv: async (...given: unknown[]) => {
      settings.push(...given);
      return bucket;
    },
  };
  return {
    connection: { jetstream: () => ({ views }) } as unknown as NatsConnection,
    settings,
    put,
    reads: () => reads,
    entry: () => entry,
    holder: () => (entry?.operation === 'PUT' ? JSON.parse(entry.text) : undefined),
    refused,
    /** The next one that is made fails with this. */
    failNext: (creating: Error) => {
      next = { creating };
    },
    holdRenewals: (until: Promise<void>) => {
      renewing = until;
    },
    runOut: () => {
      entry = undefined;
    },
    turn: (away: boolean) => {
      isAway = away;
    },
  };
}

describe('the lease in its bucket', () => {
  let bucket: ReturnType<typeof aBucket>;
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00.000Z') });
    bucket = aBucket();
  });
  afterEach(() => void vi.useRealTimers());

  const lost: string[] = [];
  const take = (id: string, folder = '/') => {
    lost.length = 0;
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    return takeLease(bucket.connection, {
      pause,
      folder,
      id,
      now: Date.now,
      onLost: (sentence) => lost.push(sentence),
    });
  };
  const another = { id: 'other', host: 'elsewhere', pid: 7, folder: '/data', inode: '1:2', since: 'noon' };

  it('says who holds it, and would run out ten seconds after the last renewal', async () => {
    await take('one');
    expect(bucket.settings).toMatchObject([
      'MANYHANDS_LEASE',
      { ttl: 10_000, history: 1, storage: 'file', description: expect.stringMatching(/./) },
    ]);
    expect(bucket.holder()).toMatchObject({
      id: 'one',
      pid: process.pid,
      folder: '/',
      since: '2026-01-01T12:00:00.000Z',
      inode: expect.stringMatching(/^\d+:\d+$/),
    });
  });

  it('is renewed every three seconds, until it is given back', async () => {
    const lease = await take('one');
    await vi.advanceTimersByTimeAsync(2999);
    expect(bucket.entry()?.revision).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(bucket.entry()?.revision).toBe(2);
    await lease.release();
    expect(bucket.entry()).toMatchObject({ operation: 'DEL', revision: 3 });
    await lease.release();
    await vi.advanceTimersByTimeAsync(30_000);
    expect([bucket.entry()?.revision, lost]).toEqual([3, []]);
  });

  it('is given back without a word when the server is away or somebody else has it', async () => {
    const lease = await take('one');
    bucket.turn(true);
    await lease.release();
    bucket.turn(false);
    expect(bucket.holder()).toMatchObject({ id: 'one' });
  });

  it('is refused at once when it is renewed while one waits for it, with who has it', async () => {
    bucket.put(JSON.stringify(another));
    const taking = take('two').catch((error) => error);
    await vi.advanceTimersByTimeAsync(500);
    bucket.put(JSON.stringify(another));
    await vi.advanceTimersByTimeAsync(250);
    expect(await taking).toMatchObject({
      code: 'log/leased',
      message: expect.stringContaining('process 7 on elsewhere with the data folder /data, since noon'),
    });
    expect(bucket.holder()).toEqual(another);
  });

  it('is waited for until it runs out, a quarter of a second at a time', async () => {
    bucket.put(JSON.stringify(another));
    const taking = take('two');
    await vi.advanceTimersByTimeAsync(9000);
    expect(bucket.reads()).toBe(37);
    bucket.runOut();
    await vi.advanceTimersByTimeAsync(250);
    await taking;
    expect(bucket.holder()).toMatchObject({ id: 'two' });
  });

  it('is refused when it is neither renewed nor runs out for thirteen seconds', async () => {
    bucket.put('no holder');
    let outcome: unknown = 'waiting';
    void take('two').catch((error) => {
      outcome = error;
    });
    await vi.advanceTimersByTimeAsync(13_000);
    expect(outcome).toBe('waiting');
    await vi.advanceTimersByTimeAsync(250);
    expect(outcome).toMatchObject({ message: expect.stringContaining('one that does not say which') });
  });

  it.each([
    ['host', { host: 'elsewhere' }],
    ['folder', { folder: '/data' }],
    ['file system', { inode: '1:2' }],
  ])('is not taken over from a daemon on another %s', async (_, changed) => {
    await take('one');
    const holder = { ...bucket.holder(), ...changed };
    bucket.put(JSON.stringify(holder));
    void take('two').catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1000);
    expect(bucket.holder().id).toBe('one');
  });

  it('is taken over at once on the same data folder, and the daemon before is notified at its next renewal', async () => {
    await take('one');
    await take('two');
    expect(bucket.holder()).toMatchObject({ id: 'two' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(lost).toEqual([
      expect.stringMatching(/^Another daemon has taken the log: process \d+ on .* This one records nothing more\.$/),
    ]);
    const { revision } = bucket.entry()!;
    await vi.advanceTimersByTimeAsync(3000);
    expect([bucket.entry()?.revision, lost.length]).toEqual([revision + 1, 1]);
  });

  it('that was lost is not given back', async () => {
    const lease = await take('one');
    bucket.put(JSON.stringify(another));
    await vi.advanceTimersByTimeAsync(3000);
    expect(lost).toHaveLength(1);
    await lease.release();
    expect(bucket.holder()).toEqual(another);
  });

  it('is kept while the server is away, and taken again when it ran out meanwhile', async () => {
    await take('one');
    bucket.turn(true);
    await vi.advanceTimersByTimeAsync(9000);
    bucket.turn(false);
    bucket.runOut();
    await vi.advanceTimersByTimeAsync(3000);
    expect([bucket.holder(), lost]).toMatchObject([{ id: 'one' }, []]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(lost).toEqual([]);
  });

  it('is still ours when a renewal was stored and its answer lost', async () => {
    await take('one');
    bucket.put(bucket.entry()!.text);
    await vi.advanceTimersByTimeAsync(3000);
    await vi.advanceTimersByTimeAsync(3000);
    expect([bucket.entry()?.revision, lost]).toEqual([3, []]);
  });

  it('is a failure where the server does not answer', async () => {
    bucket.turn(true);
    await expect(take('one')).rejects.toThrow('timeout');
  });

  it('is waited for by one whom another forestalls again and again', async () => {
    bucket.failNext(bucket.refused());
    const taking = take('two');
    await vi.advanceTimersByTimeAsync(0);
    bucket.put(JSON.stringify(another));
    await vi.advanceTimersByTimeAsync(250);
    bucket.runOut();
    bucket.failNext(bucket.refused());
    await vi.advanceTimersByTimeAsync(250);
    expect(bucket.holder()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(250);
    await taking;
    expect(bucket.holder()).toMatchObject({ id: 'two' });
  });

  it.each([
    new NatsError('no space left', '503'),
    Object.assign(new NatsError('no space left', '503'), {
      api_error: { code: 503, err_code: 10047, description: '' },
    }),
    new Error('no space left'),
  ])('is not taken where the server cannot store it', async (error) => {
    bucket.failNext(error);
    await expect(take('one')).rejects.toThrow('no space left');
  });

  it('is lost to a daemon that does not say which it is', async () => {
    await take('one');
    bucket.put('no holder');
    await vi.advanceTimersByTimeAsync(3000);
    expect(lost).toEqual([expect.stringContaining('one that does not say which')]);
  });

  it('is not reported as lost when it is given back while it is renewed', async () => {
    const lease = await take('one');
    let goOn = () => {};
    bucket.holdRenewals(
      new Promise((resolve) => {
        goOn = resolve;
      }),
    );
    await vi.advanceTimersByTimeAsync(3000);
    await lease.release();
    bucket.put(JSON.stringify(another));
    goOn();
    await vi.advanceTimersByTimeAsync(0);
    expect(lost).toEqual([]);
  });
});
