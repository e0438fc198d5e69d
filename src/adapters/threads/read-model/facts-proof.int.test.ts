import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../../events/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { publishedFacts } from '../../nats/log/facts-stream.ts';
import { jetStreamLog } from '../../nats/log/jetstream.ts';
import { connectTo } from '../../nats/nats.ts';
import { findNatsServer } from '../../nats/server/acquire.ts';
import { cacheFolder } from '../../nats/server/for-tests.ts';
import { type NatsServer, openNatsServer } from '../../nats/server/server.ts';
import { draftOf, storyOf } from './for-tests.ts';
import { openReadModel } from './read-model.ts';

const facts = storyOf('colours-1' as RunId, 40).flat().length;
const rebuilding = 'The stream of facts did not match the log and is being rebuilt. Subscribers get every fact again.';

let folder: string;
let server: NatsServer;
let readModel: ReadModel | undefined;
let notices: string[];

async function serve() {
  const { path } = await findNatsServer({ cacheFolder, env: process.env, notify: () => {} });
  const settings = {
    path,
    folder: join(folder, 'nats'),
    storeLimitBytes: 1024 ** 3,
    notify: () => {},
    onGone: () => {},
  };
  server = await openNatsServer(settings);
}

async function open() {
  readModel = await openReadModel({
    folder: join(folder, 'rows'),
    keptFolder: join(folder, 'kept'),
    accepted: [],
    logUrl: server.logUrl,
    factsUrl: server.factsUrl,
    onNotice: (sentence) => notices.push(sentence),
  });
}

async function close() {
  await readModel?.close();
  readModel = undefined;
  await server.stop();
}

/** Looks until all facts are public, each as it should be. */
async function untilPublic(isSo: () => boolean = () => true) {
  const connection = await connectTo(server.factsUrl, 'spec');
  try {
    for (;;) {
      const published = await publishedFacts(connection);
      if (published.messages === facts && isSo()) {
        const ids: string[] = [];
        for await (const { id } of published.from(1)) ids.push(id);
        if (ids.length === facts) return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await connection.close();
  }
}

/** Flips a bit of a fact in the middle of the stream's block. */
function flipBit() {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const blocks = names.filter((name) => /MANYHANDS_FACTS.*\.blk$/.test(name));
  for (const block of blocks) {
    const bytes = readFileSync(join(folder, block));
    const at = bytes.indexOf('colours-1-20-');
    if (at < 0) continue;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(folder, block), bytes);
    return;
  }
  throw new Error('No block holds the fact.');
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-facts-proof-'));
  notices = [];
  await serve();
  const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
  for (const [nth, facts] of storyOf('colours-1' as RunId, 40).entries())
    await log.append(draftOf('colours-1', nth, facts), nth);
  await log.close();
  await open();
  await untilPublic();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the stream of facts', () => {
  it('is rebuilt when a bit of it was flipped while nothing ran', async () => {
    await close();
    flipBit();
    await serve();
    await open();
    await untilPublic(() => notices.length > 0);
    expect(notices).toEqual([rebuilding]);
  });

  it('is rebuilt when an audit finds that a fact was taken out of it', async () => {
    await takeOneOut();
    expect((await readModel?.audit(() => {}))?.published).toEqual([rebuilding]);
    await untilPublic();
    expect((await readModel?.audit(() => {}))?.published).toEqual([]);
  });

  it('stays as it is when it is what the log says', async () => {
    await close();
    await serve();
    await open();
    expect((await readModel?.audit(() => {}))?.published).toEqual([]);
    expect(notices).toEqual([]);
  });
});

/** Takes a fact out of the stream's middle. */
async function takeOneOut() {
  const connection = await connectTo(server.factsUrl, 'spec');
  const jsm = await connection.jetstreamManager();
  await jsm.streams.deleteMessage('MANYHANDS_FACTS', 20);
  await connection.close();
}
