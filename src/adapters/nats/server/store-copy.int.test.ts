import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jetStreamLog } from '../log/jetstream.ts';
import { LOG_STREAM } from '../log/stream.ts';
import { connectTo } from '../nats.ts';
import { findNatsServer } from './acquire.ts';
import { filesIn } from './config.ts';
import { cacheFolder } from './for-tests.ts';
import { type NatsServer, openNatsServer } from './server.ts';

const commits = 40;

let path: string;
let root: string;
let folder: string;
let server: NatsServer | undefined;
let printed: string[];

const stream = (...names: string[]) => join('jetstream/LOG/streams', LOG_STREAM, ...names);
const stored = (...names: string[]) => join(filesIn(folder).store, stream(...names));
const copied = (...names: string[]) => join(filesIn(folder).copy, stream(...names));
const kept = () => join(root, 'kept');
const block = 'msgs/1.blk';

async function open() {
  const notify = (sentence: string) => printed.push(sentence);
  server = await openNatsServer({ path, folder, storeLimitBytes: 500_000_000, notify, onGone: notify });
  return server;
}

async function stop() {
  await server?.stop();
  server = undefined;
}

async function withLog<Result>(work: (log: Awaited<ReturnType<typeof jetStreamLog>>) => Promise<Result>) {
  const connection = await connectTo((server as NatsServer).logUrl, 'spec');
  try {
    return await work(await jetStreamLog(connection));
  } finally {
    await connection.close();
  }
}

const append = (from: number, to: number) =>
  withLog(async (log) => {
    for (let nth = from; nth < to; nth++)
      await log.append({ id: `commit-${nth}`, run: 'films-1', json: [`{"n":"${'x'.repeat(500)}"}`] }, nth);
  });
const state = () => withLog((log) => log.state());

/** Changes one bit in the middle of the block; doing it twice mends it. */
function flip(file: string) {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 4);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(file, bytes);
}

/** As the store of a daemon and a server that were killed. */
async function afterKill() {
  await stop();
  rmSync(filesIn(folder).ended, { force: true });
  rmSync(stored('msgs/index.db'), { force: true });
}

beforeAll(async () => {
  path = (await findNatsServer({ cacheFolder, env: process.env, notify: () => {} })).path;
}, 120_000);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'manyhands-copy-'));
  folder = join(root, 'nats');
  printed = [];
  await open();
  await append(0, commits);
});
afterEach(async () => {
  await stop();
  await rm(root, { recursive: true });
});

describe('the blocks of a log, before a nats-server reads them,', () => {
  it('are not copied where the server before has ended by itself', async () => {
    await stop();
    await open();
    expect([await state(), existsSync(filesIn(folder).copy)]).toEqual([
      { first: 1, last: commits, count: commits },
      false,
    ]);
  });

  it.each(['a damaged index', 'no index', 'a shorter block'])(
    'are copied also after that where there is %s',
    async (what) => {
      await stop();
      const change: Record<string, () => void> = {
        'a damaged index': () => flip(stored('msgs/index.db')),
        'no index': () => rmSync(stored('msgs/index.db')),
        'a shorter block': () => writeFileSync(stored(block), readFileSync(stored(block)).subarray(0, -20)),
      };
      change[what]?.();
      await open();
      expect(existsSync(copied(block))).toBe(true);
    },
  );

  it('are copied after a kill, and nothing is left of the copy once the log is known to be whole', async () => {
    await afterKill();
    const before = readFileSync(stored(block));
    const { copy } = await open();
    expect(readFileSync(copied(block)).equals(before)).toBe(true);
    expect(await copy.drop(kept())).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.startsWith('nats-before'))).toEqual([]);
    expect([await copy.keep(kept()), existsSync(kept())]).toEqual([undefined, false]);
  });

  it('are kept whole where the server cuts one off at a damaged record, and bring all back once that is mended', async () => {
    await afterKill();
    flip(stored(block));
    const { size } = statSync(stored(block));
    const { copy } = await open();
    const after = statSync(stored(block)).size;
    expect(after).toBeLessThan(size);
    expect((await state()).count).toBeLessThan(commits);
    const sentence = await copy.keep(kept());
    expect(sentence).toContain(`cut ${size - after} bytes off`);
    const [time = ''] = readdirSync(kept());
    const place = join(kept(), time, 'nats-before-start');
    expect([sentence?.includes(place), statSync(join(place, stream(block))).size]).toEqual([true, size]);

    await stop();
    renameSync(filesIn(folder).store, join(root, 'cut'));
    renameSync(place, filesIn(folder).store);
    flip(stored(block));
    await open();
    expect(await state()).toEqual({ first: 1, last: commits, count: commits });
  });

  it('are kept also where the log is whole and the files of answers are not', async () => {
    await afterKill();
    const { copy } = await open();
    const files = join(filesIn(folder).copy, 'jetstream/LOG/streams/OBJ_MANYHANDS_FILES/msgs');
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, '7.blk'), Buffer.alloc(300));
    expect(await copy.drop(kept())).toContain('cut 300 bytes off');
    expect([existsSync(filesIn(folder).copy), readdirSync(kept()).length]).toEqual([false, 1]);
  });

  it('are not kept for what runs out by itself, as the lease on the log does', async () => {
    const ofLease = join(filesIn(folder).store, 'jetstream/LOG/streams/KV_MANYHANDS_LEASE/msgs');
    await afterKill();
    mkdirSync(ofLease, { recursive: true });
    writeFileSync(join(ofLease, '7.blk'), Buffer.alloc(300));
    const { copy } = await open();
    rmSync(ofLease, { recursive: true, force: true });
    expect([await copy.drop(kept()), existsSync(kept())]).toEqual([undefined, false]);
  });

  it('stay as they were copied first, however often nobody finds out whether the log is whole', async () => {
    await afterKill();
    flip(stored(block));
    const { size } = statSync(stored(block));
    await open();
    await afterKill();
    await open();
    expect([statSync(stored(block)).size < size, statSync(copied(block)).size]).toEqual([true, size]);
    await stop();
    await open();
    expect(statSync(copied(block)).size).toBe(size);
  });

  it('are copied also before a server is brought back that died by itself', async () => {
    flip(stored(block));
    const { size } = statSync(stored(block));
    process.kill((server as NatsServer).pid(), 'SIGKILL');
    await expect.poll(() => printed.at(-1), { timeout: 20_000 }).toContain('is running again');
    expect([statSync(stored(block)).size < size, statSync(copied(block)).size]).toEqual([true, size]);
  });

  it('are copied again where copying them was ended', async () => {
    await afterKill();
    const ended = AbortSignal.abort(new Error('Somebody pressed Ctrl-C.'));
    const none = () => undefined;
    const given = { path, folder, storeLimitBytes: 500_000_000, notify: none, onGone: none };
    await expect(openNatsServer({ ...given, signal: ended })).rejects.toThrow('Ctrl-C');
    expect(readdirSync(folder).filter((name) => name.startsWith('nats-before'))).toEqual([]);
    await open();
    expect(existsSync(copied(block))).toBe(true);
  });
});
