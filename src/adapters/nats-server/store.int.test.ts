import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mendStore } from './store.ts';

let store: string;
let said: string[];
const streamsOf = (account: string) => join(store, 'jetstream', account, 'streams');
const mend = () => mendStore(store, (sentence) => said.push(sentence));

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
  said = [];
});
afterEach(() => rm(store, { recursive: true }));

describe('the store of a nats-server', () => {
  it('is left as it is when its streams can be found', async () => {
    await stream('LOG', 'MANYHANDS_LOG', 300);
    await stream('FACTS', 'MANYHANDS_FACTS', 300);
    await mend();
    expect([await readdir(streamsOf('LOG')), await readdir(streamsOf('FACTS')), said]).toEqual([
      ['MANYHANDS_LOG'],
      ['MANYHANDS_FACTS'],
      [],
    ]);
  });

  it.each(['meta.inf', 'meta.sum'])('loses a stream without messages whose %s is not whole', async (name) => {
    await truncate(join(await stream('LOG', 'MANYHANDS_LOG', 0), name), 9);
    await mend();
    expect(await readdir(streamsOf('LOG'))).toEqual([]);
    expect(said).toEqual([expect.stringContaining('MANYHANDS_LOG was not whole')]);
  });

  it('loses a stream of facts that is not whole, since the log gives it again', async () => {
    await truncate(join(await stream('FACTS', 'MANYHANDS_FACTS', 300), 'meta.inf'));
    await mend();
    expect(await readdir(streamsOf('FACTS'))).toEqual([]);
  });

  it('is refused, and left as it is, when a server would go on without what is in it', async () => {
    const folder = await stream('LOG', 'MANYHANDS_LOG', 300);
    await truncate(join(folder, 'meta.inf'));
    await expect(mend()).rejects.toMatchObject({
      code: 'nats/store-damaged',
      message: expect.stringContaining(folder),
    });
    expect(await readdir(folder)).toEqual(['meta.inf', 'meta.sum', 'msgs']);
  });

  it('need not be there', async () => {
    await mendStore(join(store, 'none'), () => undefined);
    expect(said).toEqual([]);
  });
});
