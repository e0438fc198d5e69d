import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { findNatsServer } from '../nats-server/acquire.ts';
import { filesIn } from '../nats-server/config.ts';
import { cacheFolder, testNatsServer } from '../nats-server/for-tests.ts';
import { openNatsServer } from '../nats-server/server.ts';
import { jetStreamLog, LOG_STREAM } from './jetstream.ts';
import { logContract } from './log.contract.ts';

logContract('the JetStream log', async () => {
  const server = await testNatsServer();
  const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
  return {
    ...log,
    async close() {
      await log.close();
      await server.stop();
    },
  };
});

describe('the JetStream log', () => {
  it('gives back large commits to a reader who is slow', async () => {
    const server = await testNatsServer();
    try {
      const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
      const body = 'x'.repeat(480_000);
      const commits = 190;
      for (let nth = 0, at = 0; nth < commits; nth++) {
        at = await log.append(
          { id: `commit-${nth}`, run: 'big-1', json: [JSON.stringify({ type: 'spec', body })] },
          at,
        );
      }
      let seen = 0;
      for await (const { sequence } of log.read('big-1')) {
        seen++;
        // A reader who works on each commit leaves the others waiting in the server.
        if (sequence === 1) busyFor(1500);
      }
      expect(seen).toBe(commits);
      await log.close();
    } finally {
      await server.stop();
    }
  }, 60_000);
});

describe('a log of which the disk has lost a part', () => {
  it.each([0, 0.5])(
    'is refused, since whoever waits for that part would wait for ever',
    async (part) => {
      const folder = await mkdtemp(join(tmpdir(), 'manyhands-log-'));
      const path = (await findNatsServer({ cacheFolder, env: process.env, say: () => {} })).path;
      const open = () =>
        openNatsServer({ path, folder, storeLimitBytes: 500_000_000, say: () => undefined, onGone: () => undefined });
      let server = await open();
      try {
        const log = await jetStreamLog(await connectTo(server.logUrl, 'spec'));
        for (let nth = 0; nth < 4; nth++) await log.append({ id: `commit-${nth}`, run: 'films-1', json: ['{}'] }, nth);
        await log.close();
        await server.stop();
        const block = join(filesIn(folder).store, 'jetstream/LOG/streams', LOG_STREAM, 'msgs/1.blk');
        await truncate(block, Math.floor((await stat(block)).size * part));
        server = await open();
        const connection = await connectTo(server.logUrl, 'spec');
        await expect(jetStreamLog(connection)).rejects.toMatchObject({ code: 'log/incomplete' });
        await connection.close();
      } finally {
        await server.stop();
        await rm(folder, { recursive: true });
      }
    },
    60_000,
  );
});

function busyFor(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}
