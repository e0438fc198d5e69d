import { connect, type JetStreamManager, type NatsConnection, StorageType } from 'nats';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../nats.ts';
import { addressOf } from '../server/credentials.ts';
import { testNatsServer } from '../server/for-tests.ts';
import { readFacts } from './facts-reader.ts';
import {
  encodedHeaders,
  ensureFacts,
  FACTS_STREAM,
  factsState,
  headersOf,
  isThere,
  makeFactsStream,
  placeOf,
  publishedFacts,
} from './facts-stream.ts';
import { fakeJetStream, jetStreamError } from './for-tests.ts';

let server: Awaited<ReturnType<typeof testNatsServer>>;
let connection: NatsConnection;
let jsm: JetStreamManager;
beforeAll(async () => {
  server = await testNatsServer();
  connection = await connectTo(server.factsUrl, 'spec');
  jsm = await connection.jetstreamManager();
});
afterEach(async () => (await publishedFacts(connection)).remove());
afterAll(async () => {
  await connection.close();
  await server.stop();
});

/** A stream of five facts, of the commits 1 (two facts), 3 (one) and 4 (two). */
async function fiveFacts() {
  // A server can take up the files of a stream that was deleted just before: that one goes, and the next is empty.
  await expect
    .poll(
      async () => {
        await ensureFacts(connection, jsm);
        const { state } = await jsm.streams.info(FACTS_STREAM);
        if (state.last_seq > 0) await jsm.streams.delete(FACTS_STREAM);
        return state.last_seq;
      },
      { timeout: 10_000 },
    )
    .toBe(0);
  const js = connection.jetstream();
  for (const [at, position] of ['1.0', '1.1', '3.0', '4.0', '4.1'].entries())
    await js.publish(`facts.colours-${at}.unit.submitted`, `{"n":${at}}`, {
      headers: headersOf(position, `fact-${at}`, String(at)),
    });
}
/** How many clients are connected to the server, besides the one that asks. */
async function connections(): Promise<number> {
  const watcher = await connect(addressOf(server.watcherUrl));
  const varz = await watcher.request('$SYS.REQ.SERVER.PING.VARZ');
  await watcher.close();
  return varz.json<{ data: { connections: number } }>().data.connections - 1;
}
async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}
const fifth = { number: 5, id: 'fact-4', sequence: 4, place: 1, run: 'colours-4', body: '{"n":4}' };

describe('the stream of facts', () => {
  it('is made where it is missing, on disk, for every fact, and left alone where it is', async () => {
    expect(await factsState(jsm)).toEqual({ messages: 0, isUnbroken: true });
    await ensureFacts(connection, jsm);
    const { config } = await jsm.streams.info(FACTS_STREAM);
    expect(config).toMatchObject({ subjects: ['facts.>'], storage: StorageType.File, persist_mode: 'async' });
    await fiveFacts();
    await ensureFacts(connection, jsm);
    expect((await factsState(jsm)).messages).toBe(5);
  });

  it('is made without what an older server does not know', async () => {
    for (const version of ['2.11.9', undefined]) {
      const older = { info: version && { version } } as unknown as NatsConnection;
      const added: object[] = [];
      const streams = {
        info: (name: string) => jsm.streams.info(name),
        add: async (config: object) => added.push(config),
      };
      await ensureFacts(older, { streams } as unknown as JetStreamManager);
      expect(added).toEqual([{ name: FACTS_STREAM, subjects: ['facts.>'], storage: StorageType.File }]);
    }
  });

  it('is made before anybody is connected', async () => {
    const before = await connections();
    await makeFactsStream(server.factsUrl);
    await expect.poll(connections).toBe(before);
    expect((await jsm.streams.info(FACTS_STREAM)).config.subjects).toEqual(['facts.>']);
    expect(await factsState(jsm)).toEqual({ messages: 0, isUnbroken: true, last: undefined });
  });

  it('is not taken for missing where the server does not answer', async () => {
    const other = await connectTo(server.factsUrl, 'spec');
    const [manager, facts] = [await other.jetstreamManager(), await publishedFacts(other)];
    await other.close();
    await expect(factsState(manager)).rejects.toThrow();
    await expect(ensureFacts(other, manager)).rejects.toThrow();
    await expect(facts.at(1)).rejects.toThrow();
    await expect(facts.remove()).rejects.toThrow();
  });

  it('is not made where it is not known whether it is there', async () => {
    const fake = fakeJetStream();
    const cause = jetStreamError(10008);
    fake.before = () => Promise.reject(cause);
    await expect(ensureFacts(fake.connection, fake.jsm)).rejects.toBe(cause);
    expect(fake.names()).toEqual(['info']);
  });

  it('says how much it holds, what is newest, and gives each fact by its number', async () => {
    await fiveFacts();
    const facts = await publishedFacts(connection);
    expect(facts).toMatchObject({ messages: 5, isUnbroken: true, last: fifth });
    expect(await facts.at(5)).toEqual(fifth);
    expect([await facts.at(0), await facts.at(-1), await facts.at(6)]).toEqual([undefined, undefined, undefined]);
    expect([await isThere(jsm, 5), await isThere(jsm, 6)]).toEqual([true, false]);
  });

  it.each([[1], [3], [5]])('is broken when its message %d is lost', async (lost) => {
    await fiveFacts();
    await jsm.streams.deleteMessage(FACTS_STREAM, lost);
    expect((await factsState(jsm)).isUnbroken).toBe(false);
  });

  it('gives the facts from a position on, without those that are lost', async () => {
    await fiveFacts();
    const { from } = await publishedFacts(connection);
    const numbersFrom = async (position: number) => (await all(from(position))).map(({ number }) => number);
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(numbersFrom))).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
      [3, 4, 5],
      [3, 4, 5],
      [4, 5],
      [],
    ]);
    await jsm.streams.deleteMessage(FACTS_STREAM, 4);
    expect(await numbersFrom(2)).toEqual([3, 5]);
    expect(await numbersFrom(4)).toEqual([5]);
  });

  it('is taken away once, however often that is asked for', async () => {
    await fiveFacts();
    const facts = await publishedFacts(connection);
    await facts.remove();
    await facts.remove();
    expect(await factsState(jsm)).toEqual({ messages: 0, isUnbroken: true });
  });
});

describe('the headers of a fact', () => {
  it.each([['fact-1_x.y'], ['a fact:ü']])(
    'name its place, its id and the message before it, for the id %j',
    async (id) => {
      await ensureFacts(connection, jsm);
      for (const [at, headers] of [headersOf('7.0', `${id}`, '0'), encodedHeaders('7.1', `${id}2`, '1')].entries()) {
        await connection.jetstream().publish('facts.a.b', '', { headers });
        const { header } = await jsm.streams.getMessage(FACTS_STREAM, { seq: at + 1 });
        expect(placeOf(header)).toEqual({ id: at ? `${id}2` : id, sequence: 7, place: at });
        expect(Object.fromEntries(header.keys().map((name) => [name, header.get(name)]))).toEqual({
          'Manyhands-Position': `7.${at}`,
          'Nats-Msg-Id': at ? `${id}2` : id,
          'Nats-Expected-Last-Sequence': String(at),
        });
      }
      const late = encodedHeaders('7.2', `${id}3`, '1');
      await expect(connection.jetstream().publish('facts.a.b', '', { headers: late })).rejects.toThrow();
    },
  );

  it.each(['a\r\nb', 'a\r\nNats-Msg-Id: b', 'a\n'])('do not let an id bring headers of its own: %j', (id) =>
    expect(() => encodedHeaders('7.1', id, '1')).toThrow(),
  );

  it('that are missing name nothing', () => {
    expect(placeOf(undefined)).toEqual({ id: '', sequence: 0, place: 0 });
    expect(placeOf(headersOf('7.2', 'fact-1', '0'))).toEqual({ id: 'fact-1', sequence: 7, place: 2 });
  });
});

describe('a reader of where facts stand', () => {
  const places = [
    { id: 'fact-0', sequence: 1, place: 0 },
    { id: 'fact-1', sequence: 1, place: 1 },
    { id: 'fact-2', sequence: 3, place: 0 },
    { id: 'fact-3', sequence: 4, place: 0 },
    { id: 'fact-4', sequence: 4, place: 1 },
  ];
  const { signal } = new AbortController();

  it('gives the first messages in order, as many as it is asked for', async () => {
    await fiveFacts();
    expect(await all(readFacts(connection, 5, signal))).toEqual(places);
    expect(await all(readFacts(connection, 2, signal))).toEqual(places.slice(0, 2));
    expect(await all(readFacts(connection, 0, signal))).toEqual([]);
  });

  it('ends before a message that is lost', async () => {
    await fiveFacts();
    await jsm.streams.deleteMessage(FACTS_STREAM, 3);
    expect(await all(readFacts(connection, 5, signal))).toEqual(places.slice(0, 2));
  });

  it('ends where there are fewer messages than it is asked for, once none comes any more', async () => {
    await fiveFacts();
    expect(await all(readFacts(connection, 6, signal))).toEqual(places);
  }, 20_000);

  it('ends with the reason of the signal that ends it', async () => {
    await fiveFacts();
    const stop = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { sequence } of readFacts(connection, 9, stop.signal)) {
        seen.push(sequence);
        if (seen.length === 5) setTimeout(() => stop.abort(new Error('The spec is over.')), 50);
      }
    })();
    await expect(reading).rejects.toThrow('The spec is over.');
    expect(seen).toHaveLength(5);
    await expect(all(readFacts(connection, 5, AbortSignal.abort(new Error('Over before.'))))).rejects.toThrow(
      'Over before.',
    );
  });
});
