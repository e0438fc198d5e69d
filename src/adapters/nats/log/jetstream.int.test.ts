import { StorageType } from 'nats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogDamaged, type StoredCommit } from '../../../events/log.ts';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { jetStreamLog } from './jetstream.ts';
import { logContract } from './log.contract.ts';
import { LOG_STREAM } from './stream.ts';

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

describe('a JetStream log that has lost commits', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  beforeEach(async () => {
    server = await testNatsServer();
  });
  afterEach(() => server.stop());

  /** A log of five commits, of which some are lost. */
  async function logWithout(...lost: number[]) {
    const connection = await connectTo(server.logUrl, 'spec');
    const jsm = await connection.jetstreamManager();
    await jsm.streams.add({ name: LOG_STREAM, subjects: ['log.*'], storage: StorageType.File });
    const log = await jetStreamLog(connection);
    for (let at = 0; at < 5; at++) await log.append({ id: `commit-${at + 1}`, run: 'red-1', json: ['{}'] }, at);
    for (const sequence of lost) await jsm.streams.deleteMessage(LOG_STREAM, sequence);
    return log;
  }
  async function sequencesOf(commits: AsyncIterable<StoredCommit>) {
    const sequences: number[] = [];
    for await (const { sequence } of commits) sequences.push(sequence);
    return sequences;
  }

  it('says so, and gives what is left without waiting for what is not', async () => {
    const log = await logWithout(2, 5);
    expect(await log.state()).toEqual({ first: 1, last: 5, count: 3 });
    expect(await log.head()).toBe(4);
    expect(await sequencesOf(log.between(0, 5))).toEqual([1, 3, 4]);
    expect(await sequencesOf(log.read('red-1'))).toEqual([1, 3, 4]);
    expect(await log.at(5)).toBeUndefined();
    await log.close();
  }, 30_000);

  it('ends reading where nothing is left at all', async () => {
    const log = await logWithout(1, 2, 3, 4, 5);
    expect([await log.head(), await sequencesOf(log.between(0, 5))]).toEqual([0, []]);
    expect(await log.state()).toEqual({ first: 0, last: 5, count: 0 });
    await log.close();
  }, 30_000);

  it('takes nothing more for a run whose end is gone', async () => {
    const log = await logWithout(5);
    await expect(log.append({ id: 'six', run: 'red-1', json: ['{}'] }, 5)).rejects.toThrow(LogDamaged);
    expect((await log.state()).last).toBe(5);
    await log.close();
  });
});

function busyFor(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}
