import { describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { testNatsServer } from '../nats-server/for-tests.ts';
import { jetStreamLog } from './jetstream.ts';
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

function busyFor(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}
