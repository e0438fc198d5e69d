import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jetStreamLog } from '../log/jetstream.ts';
import { LOG_STREAM } from '../log/stream.ts';
import { connectTo } from '../nats.ts';
import { findNatsServer } from './acquire.ts';
import { filesIn } from './config.ts';
import { cacheFolder } from './for-tests.ts';
import { openNatsServer } from './server.ts';
import { mendStore } from './store.ts';

let store: string;
let printed: string[];
const streamsOf = (account: string) => join(store, 'jetstream', account, 'streams');
const mend = () => mendStore(store, (sentence) => printed.push(sentence));

async function stream(account: string, name: string, bytes: number): Promise<string> {
  const folder = join(streamsOf(account), name);
  await mkdir(join(folder, 'msgs'), { recursive: true });
  await writeFile(join(folder, 'meta.inf'), JSON.stringify({ name }));
  await writeFile(join(folder, 'meta.sum'), '0123456789abcdef');
  await writeFile(join(folder, 'msgs/1.blk'), Buffer.alloc(bytes));
  return folder;
}

beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'manyhands-store-'));
  printed = [];
});
afterEach(() => rm(store, { recursive: true }));

describe('the store of a nats-server', () => {
  it('is left as it is when its streams can be found', async () => {
    await stream('LOG', 'MANYHANDS_LOG', 300);
    await stream('FACTS', 'MANYHANDS_FACTS', 300);
    await mend();
    expect([await readdir(streamsOf('LOG')), await readdir(streamsOf('FACTS')), printed]).toEqual([
      ['MANYHANDS_LOG'],
      ['MANYHANDS_FACTS'],
      [],
    ]);
  });

  it.each(['meta.inf', 'meta.sum'])('loses a stream without messages whose %s is not whole', async (name) => {
    await truncate(join(await stream('LOG', 'MANYHANDS_LOG', 0), name), 9);
    await mend();
    expect(await readdir(streamsOf('LOG'))).toEqual([]);
    expect(printed).toEqual([expect.stringContaining('MANYHANDS_LOG was damaged')]);
  });

  it.each(['meta.inf', 'meta.sum'])('gives back all that is in a stream whose %s is not whole', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'manyhands-store-'));
    const { path } = await findNatsServer({ cacheFolder, env: process.env, notify: () => undefined });
    const notify = (sentence: string) => printed.push(sentence);
    const open = () => openNatsServer({ path, folder, storeLimitBytes: 500_000_000, notify, onGone: notify });
    let server = await open();
    try {
      const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
      for (let nth = 0; nth < 4; nth++) await log.append({ id: `commit-${nth}`, run: 'films-1', json: ['{}'] }, nth);
      await log.close();
      await server.stop();
      await truncate(join(filesIn(folder).store, 'jetstream/LOG/streams', LOG_STREAM, name));
      server = await open();
      const again = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
      expect(await again.state()).toEqual({ first: 1, last: 4, count: 4 });
      expect(printed).toEqual([expect.stringContaining('MANYHANDS_LOG was damaged')]);
      await again.close();
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });

  it('need not be there', async () => {
    await mendStore(join(store, 'none'), () => undefined);
    expect(printed).toEqual([]);
  });
});
