import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ada, connected, opened, sky0, skyCreated } from '../../../events/fixtures.ts';
import type { Log } from '../../../events/log.ts';
import { connectTo } from '../nats.ts';
import { addressOf } from '../server/credentials.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { broadcast } from './broadcaster.ts';
import { FACTS_STREAM } from './facts-stream.ts';
import { memoryLog } from './memory.ts';

type Out = { subject: string; position: string; data: Record<string, unknown> };

const messagesIn = async (jsm: JetStreamManager) =>
  (await jsm.streams.info(FACTS_STREAM).catch(() => undefined))?.state.messages ?? -1;

async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the broadcaster', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let log: Log;
  let facts = 0;
  const connections: NatsConnection[] = [];

  beforeEach(async () => {
    server = await testNatsServer();
    log = memoryLog();
    facts = 0;
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await server.stop();
  });

  async function commit(count = 1) {
    const bares = [opened(), skyCreated, connected(ada, sky0)];
    const json = Array.from({ length: count }, () => {
      const bare = bares[facts % bares.length];
      return JSON.stringify({ id: `fact-${facts++}`, at: '2026-01-01T12:00:00.000Z', by: 'spec', ...bare });
    });
    const head = await log.head();
    await log.append({ id: `commit-${facts}`, run: 'colours-1', json }, head);
  }

  /** Runs a broadcaster until `done` is true of the sequence it has reached, and ends it. */
  async function broadcastUntil(done: (reached: number) => boolean, from = log): Promise<void> {
    const connection = await connectTo(server.factsUrl, 'spec');
    connections.push(connection);
    const stop = new AbortController();
    await broadcast({
      log: from,
      connection,
      signal: stop.signal,
      onProgress: (reached) => done(reached) && stop.abort(),
    });
  }

  /** Takes the stream away when `isTime` resolves, and ends the broadcaster once the stream holds every fact again. */
  async function broadcastWithout(from: Log, isTime: (jsm: JetStreamManager) => Promise<(() => void) | void>) {
    const connection = await connectTo(server.factsUrl, 'spec');
    connections.push(connection);
    const stop = new AbortController();
    const broadcasting = broadcast({ log: from, connection, signal: stop.signal });
    const jsm = await connection.jetstreamManager();
    const goOn = await isTime(jsm);
    await jsm.streams.delete(FACTS_STREAM);
    goOn?.();
    await until(async () => (await messagesIn(jsm)) === facts);
    stop.abort();
    await broadcasting;
  }

  /** The positions of all facts of commits with so many facts each. */
  const positionsOf = (...counts: number[]) =>
    counts.flatMap((count, commit) => Array.from({ length: count }, (_, place) => `${commit + 1}.${place}`));
  const positionsOut = async () => (await everything()).map(({ position }) => position);

  async function everything(): Promise<Out[]> {
    const outside = await connect(addressOf(server.readerUrl));
    connections.push(outside);
    const consumer = await outside.jetstream().consumers.get(FACTS_STREAM);
    const { num_pending: pending } = await consumer.info();
    const found: Out[] = [];
    if (pending === 0) return found;
    for await (const message of await consumer.consume()) {
      const { position, data } = message.json<Out>();
      found.push({ subject: message.subject, position, data });
      if (message.info.pending === 0) break;
    }
    return found;
  }

  it('sends each fact as a message of its own, in order, without what could name a person', async () => {
    await commit(3);
    const head = await log.head();
    await broadcastUntil((reached) => reached === head);
    const out = await everything();
    expect(out.map(({ subject, position }) => [subject, position])).toEqual([
      ['facts.colours-1.task-run.opened', '1.0'],
      ['facts.colours-1.assignment.created', '1.1'],
      ['facts.colours-1.agent.connected', '1.2'],
    ]);
    expect(Object.keys(out[2]?.data ?? {}).sort()).toEqual(['agentId', 'provider', 'unitId', 'workerId']);
  });

  it('goes on where it ended, with nothing missing and nothing twice, even in the middle of a commit', async () => {
    await commit(40);
    await commit(500);
    const head = await log.head();
    // The first one knows only the beginning of the second commit, and ends there.
    const shorter = memoryLog();
    for await (const { sequence, ...draft } of log.between(0, head))
      await shorter.append({ ...draft, json: draft.json.slice(0, 200) }, sequence - 1);
    await broadcastUntil((reached) => reached === head, shorter);
    expect((await everything()).at(-1)?.position).toBe('2.199');
    await broadcastUntil((reached) => reached === head);
    expect(await positionsOut()).toEqual(positionsOf(40, 500));
  });

  it('sends everything again when the stream is taken away after it has sent everything', async () => {
    await commit(3);
    await broadcastWithout(log, async (jsm) => until(async () => (await messagesIn(jsm)) === 3));
    expect(await positionsOut()).toEqual(['1.0', '1.1', '1.2']);
  });

  it('sends everything again when the stream is taken away between two commits, and goes on', async () => {
    await commit(300);
    await commit(300);
    let isGone = () => {};
    const gone = new Promise<void>((resolve) => {
      isGone = resolve;
    });
    const halting: Log = {
      ...log,
      async *follow(after, signal) {
        for await (const commit of log.follow(after, signal)) {
          if (commit.sequence === 2) await gone;
          yield commit;
        }
      },
    };
    await broadcastWithout(halting, async (jsm) => {
      await until(async () => (await messagesIn(jsm)) === 300);
      return isGone;
    });
    expect(await positionsOut()).toEqual(positionsOf(300, 300));
  });

  it('keeps to one order when two of them send at once', async () => {
    await commit(300);
    const head = await log.head();
    await Promise.all([broadcastUntil((reached) => reached === head), broadcastUntil((reached) => reached === head)]);
    expect(await positionsOut()).toEqual(positionsOf(300));
  });

  it('reports each position once it is out, and never before', async () => {
    await commit(1);
    const reached: [number, number][] = [];
    const connection = await connectTo(server.factsUrl, 'spec');
    connections.push(connection);
    const jsm = await connection.jetstreamManager();
    const stop = new AbortController();
    const broadcasting = broadcast({
      log,
      connection,
      signal: stop.signal,
      onProgress: async (sequence) => {
        reached.push([sequence, await messagesIn(jsm)]);
        if (sequence === 1) await commit(600);
        if (sequence === 2) stop.abort();
      },
    });
    await broadcasting;
    expect(reached.filter(([sequence]) => sequence > 0)).toEqual([
      [1, 1],
      [2, 601],
    ]);
  });

  it('ends with the error of a connection that is closed', async () => {
    await commit(1);
    const connection = await connectTo(server.factsUrl, 'spec');
    const { signal } = new AbortController();
    const broadcasting = broadcast({ log, connection, signal, onProgress: () => void connection.close() });
    await expect(broadcasting).rejects.toThrow();
  });
});
