import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jetStreamFiles } from '../../adapters/nats/files/files.ts';
import { connectTo } from '../../adapters/nats/nats.ts';
import { testNatsServer } from '../../adapters/nats/server/for-tests.ts';
import { hashOf, type RemovableFiles } from '../ports/files.ts';
import { openSweeper } from './sweeper.ts';

const bytes = (text: string) => Buffer.from(text.padEnd(300_000, '.'));
const store = async (files: RemovableFiles, text: string) => {
  const hold = files.hold();
  const hash = await files.put(bytes(text), hold);
  return { hash, hold };
};

describe('a sweep', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let connection: NatsConnection;
  let files: RemovableFiles;
  beforeAll(async () => {
    server = await testNatsServer();
    connection = await connectTo(server.logUrl, 'spec');
    files = await jetStreamFiles(connection);
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  const there = async (hash: string) => (await files.get(hash)) !== undefined;
  const sweeperWith = (changed: Partial<Parameters<typeof openSweeper>[0]>) =>
    openSweeper({
      files,
      haveRowsCaughtUp: async () => true,
      isNamed: () => false,
      graceMs: 0,
      now: Date.now,
      notify: () => undefined,
      ...changed,
    });
  async function sweep(changed: Partial<Parameters<typeof openSweeper>[0]>) {
    const sweeper = sweeperWith(changed);
    const removed = await sweeper.sweep();
    await sweeper.close();
    return removed;
  }
  const stored = async () => (await (await connection.jetstreamManager()).streams.info('OBJ_MANYHANDS_FILES')).state;

  it('removes files that no fact names, with all chunks, and keeps the others', async () => {
    const [orphan, named] = [await store(files, 'orphan'), await store(files, 'named')];
    for (const { hold } of [orphan, named]) hold.end();
    expect(await sweep({ isNamed: (hash) => hash === named.hash })).toBe(1);
    expect(await Promise.all([there(orphan.hash), there(named.hash)])).toEqual([false, true]);
    // The entry of the file that was kept, and its three chunks.
    expect((await stored()).messages).toBe(4);
    expect(await sweep({})).toBe(1);
    expect((await stored()).messages).toBe(0);
  });
  it('keeps files that are held, or were held during the sweep', async () => {
    const held = await store(files, 'held');
    expect(await sweep({})).toBe(0);
    let calls = 0;
    const again = async () => {
      // The submission ends during the wait for the rows, which do not show it yet.
      if (++calls === 2) (await store(files, 'late')).hold.end();
      return true;
    };
    (await store(files, 'late')).hold.end();
    expect(await sweep({ haveRowsCaughtUp: again })).toBe(0);
    held.hold.end();
    expect(await sweep({})).toBe(2);
  });
  it('removes nothing while the rows are not reliable, and no recent files', async () => {
    const { hash, hold } = await store(files, 'unsure');
    hold.end();
    expect(await sweep({ haveRowsCaughtUp: async () => false })).toBe(0);
    expect(await sweep({ graceMs: 60_000 })).toBe(0);
    expect(await there(hash)).toBe(true);
    expect(await sweep({ graceMs: 60_000, now: () => Date.now() + 120_000 })).toBe(1);
  });
  it('checks the files that are offered', async () => {
    const sweeper = sweeperWith({});
    await sweeper.sweep();
    const [first, second] = [await store(files, 'first'), await store(files, 'second')];
    for (const { hold } of [first, second]) hold.end();
    sweeper.offer([first.hash]);
    expect(await sweeper.sweep()).toBe(1);
    expect(await Promise.all([there(first.hash), there(second.hash)])).toEqual([false, true]);
    await sweeper.close();
    expect(await sweep({})).toBe(1);
  });
  it('removes the chunks of a file that an earlier process did not store completely', async () => {
    const js = connection.jetstream();
    for (let piece = 0; piece < 3; piece++) await js.publish('$O.MANYHANDS_FILES.C.halfstored', bytes('half'));
    // For the process that was running then, they are still being stored.
    expect(await files.removePieces()).toBe(0);
    const whole = await store(files, 'whole');
    const next = await jetStreamFiles(connection);
    await js.publish('$O.MANYHANDS_FILES.C.underway', bytes('under way'));
    expect(await next.removePieces()).toBe(1);
    expect(await next.removePieces()).toBe(0);
    expect(await there(whole.hash)).toBe(true);
    expect(whole.hash).toBe(hashOf(bytes('whole')));
    whole.hold.end();
  });
  it('lets a file be stored again while it is being removed', async () => {
    for (let round = 0; round < 20; round++) {
      const { hash, hold } = await store(files, `again ${round}`);
      hold.end();
      const [, again] = await Promise.all([files.remove(hash), store(files, `again ${round}`)]);
      expect(await there(hash)).toBe(true);
      again.hold.end();
    }
  });
});
