import type { MsgHdrs } from 'nats';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { skyCreated } from '../../../events/fixtures.ts';
import type { Log } from '../../../events/log.ts';
import { broadcast } from './broadcaster.ts';
import { type FakeMessage, fakeJetStream } from './for-tests.ts';
import { memoryLog } from './memory.ts';

type Publishing = { headers: MsgHdrs };
type Sent = { position: string; id: string; fence: string; isConfirmed: boolean };

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(isSo: () => boolean) {
  while (!isSo()) await wait(5);
}

/** The headers as the server reads them from what is written. */
function parsed(headers: MsgHdrs) {
  const text = Buffer.from((headers as unknown as { encode(): Uint8Array }).encode()).toString();
  return { get: (name: string) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(text)?.[1] ?? '' };
}

/** A broadcaster between a log with commits of so many facts and a stream of facts, where some may be out already. */
async function aBroadcaster({ facts = [] as number[], out = [] as string[] } = {}) {
  const fake = fakeJetStream();
  const log = memoryLog();
  let nth = 0;
  async function commit(count: number) {
    const fact = { at: '2026-01-01T12:00:00.000Z', by: 'spec', ...skyCreated };
    const json = Array.from({ length: count }, () => JSON.stringify({ id: `fact-${nth++}`, ...fact }));
    await log.append({ id: `commit-${nth}`, run: 'colours-1', json }, await log.head());
  }
  for (const count of facts) await commit(count);
  for (const [at, position] of out.entries())
    fake.stored.push({
      seq: at + 1,
      subject: 'facts.colours-1.assignment.created',
      body: '',
      headers: { get: (name: string) => (name === 'Manyhands-Position' ? position : '') },
    });

  const sent: Sent[] = [];
  const stop = new AbortController();
  const progress: number[] = [];
  const stage = { isLosing: false, waiting: [] as FakeMessage[], isLate: false };
  function take(subject: string, body: string, headers: ReturnType<typeof parsed>, isConfirmed: boolean) {
    const [position, id] = [headers.get('Manyhands-Position'), headers.get('Nats-Msg-Id')];
    sent.push({ position, id, fence: headers.get('Nats-Expected-Last-Sequence'), isConfirmed });
    const message = { seq: fake.stored.length + stage.waiting.length + 1, subject, body, headers };
    if (!stage.isLosing) (stage.isLate ? stage.waiting : fake.stored).push(message);
  }
  Object.assign(fake.connection, {
    publish: (subject: string, body: string, { headers }: Publishing) => take(subject, body, parsed(headers), false),
  });
  Object.assign(fake.js, {
    async publish(subject: string, body: string, { headers }: Publishing) {
      fake.calls.push(['publish']);
      await fake.before('publish');
      take(subject, body, parsed(headers), true);
    },
  });
  return {
    fake,
    sent,
    stage,
    progress,
    stop,
    log,
    commit,
    looks: () => fake.names().filter((name) => name === 'info').length,
    rounds: () => fake.names().filter((name) => name === 'jetstreamManager').length,
    run: (from: Log = log, onProgress?: (sequence: number) => void) =>
      broadcast({
        log: from,
        connection: fake.connection,
        signal: stop.signal,
        onProgress(sequence) {
          progress.push(sequence);
          onProgress?.(sequence);
        },
      }),
  };
}

describe('the broadcaster and its client', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('fences each message by the number of those before it, and has every 256th confirmed', async () => {
    const { run, sent, stop } = await aBroadcaster({ facts: [600] });
    await run(undefined, (sequence) => sequence === 1 && stop.abort());
    expect(sent.map(({ fence, position }) => [fence, position])).toEqual(
      Array.from({ length: 600 }, (_, n) => [`${n}`, `1.${n}`]),
    );
    expect([sent[0]?.id, sent[255]?.id]).toEqual(['fact-0', 'fact-255']);
    const confirmed = [...sent.entries()].filter(([, { isConfirmed }]) => isConfirmed).map(([n]) => n + 1);
    expect(confirmed).toEqual([256, 512]);
  });

  it('hands the messages of a commit to the client in one go, so that it can write them together', async () => {
    const { run, fake, sent, stop } = await aBroadcaster({ facts: [100] });
    const { publish } = fake.connection;
    let inOneGo = 0;
    fake.connection.publish = (...values) => {
      publish(...values);
      if (sent.length === 1)
        queueMicrotask(() => {
          inOneGo = sent.length;
        });
    };
    await run(undefined, (sequence) => sequence === 1 && stop.abort());
    expect(inOneGo).toBe(100);
  });

  it('sends nothing more while a confirmation is awaited, and begins again where it is refused', async () => {
    const { run, fake, sent, stop, rounds } = await aBroadcaster({ facts: [300] });
    let refuse = () => {};
    fake.before = async (name) => {
      if (name !== 'publish' || rounds() > 1) return;
      await new Promise<void>((_, reject) => {
        refuse = () => reject(new Error('Another one was faster.'));
      });
    };
    const broadcasting = run(undefined, (sequence) => sequence === 1 && stop.abort());
    await until(() => fake.names().includes('publish'));
    await wait(20);
    expect(sent).toHaveLength(255);
    refuse();
    await broadcasting;
    expect(rounds()).toBe(2);
    expect(sent.map(({ fence }) => fence)).toEqual(Array.from({ length: 300 }, (_, n) => `${n}`));
  });

  it('goes on behind what is out, in the middle of a commit', async () => {
    const { run, sent, progress, stop } = await aBroadcaster({ facts: [2, 3, 2], out: ['1.0', '1.1', '2.0', '2.1'] });
    await run(undefined, (sequence) => sequence === 3 && stop.abort());
    expect(sent.map(({ position, fence }) => [position, fence])).toEqual([
      ['2.2', '4'],
      ['3.0', '5'],
      ['3.1', '6'],
    ]);
    expect(progress).toEqual([1, 3]);
  });

  it('sends nothing where everything is out, and says so', async () => {
    const { run, sent, progress, stop } = await aBroadcaster({ facts: [1, 1], out: ['1.0', '2.0'] });
    await run(undefined, (sequence) => sequence === 2 && stop.abort());
    expect([sent, progress]).toEqual([[], [1, 2]]);
  });

  it('reports nothing that the stream does not hold yet', async () => {
    const { run, fake, stage, progress, stop, looks } = await aBroadcaster({ facts: [3] });
    stage.isLate = true;
    const broadcasting = run(undefined, (sequence) => sequence === 1 && stop.abort());
    await until(() => stage.waiting.length === 3 && looks() >= 6);
    expect(progress).toEqual([0]);
    fake.stored.push(...stage.waiting);
    await broadcasting;
    expect(progress).toEqual([0, 1]);
  });

  it('takes the stream for broken that does not take everything', async () => {
    const { run, fake, stage, progress, looks } = await aBroadcaster({ facts: [3] });
    stage.isLosing = true;
    fake.isClosed = true;
    await expect(run()).rejects.toThrow('The stream of facts did not take all 3 messages.');
    // One whether it is there, one for what it holds, one before anything is sent, and then fifty in vain.
    expect([looks(), progress]).toEqual([53, [0]]);
  });

  it('looks every two seconds whether everything is still there, and reports nothing twice', async () => {
    let clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const { run, progress, stop, looks } = await aBroadcaster({ facts: [1] });
    const broadcasting = run();
    await until(() => progress.length === 2);
    const before = looks();
    for (clock of [0, 1999]) {
      await wait(250);
      expect(looks()).toBe(before);
    }
    clock = 2000;
    await until(() => looks() > before);
    await wait(250);
    expect([looks(), progress]).toEqual([before + 1, [0, 1]]);
    stop.abort();
    await broadcasting;
  });

  it('begins again, and only once, when the log breaks off', async () => {
    let clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const { run, log, progress, stop, looks, rounds } = await aBroadcaster({ facts: [1] });
    let isFirst = true;
    const broken: Log = {
      ...log,
      follow(after, signal) {
        if (!isFirst) return log.follow(after, signal);
        isFirst = false;
        throw new Error('The log breaks off.');
      },
    };
    const broadcasting = run(broken);
    await until(() => progress.includes(1));
    expect(rounds()).toBe(2);
    const before = looks();
    clock = 2000;
    await until(() => looks() > before);
    await wait(250);
    expect(looks()).toBe(before + 1);
    stop.abort();
    await broadcasting;
  });

  it('needs nobody who wants to know how far it is', async () => {
    const { fake, log, sent, stop, rounds } = await aBroadcaster({ facts: [3] });
    const broadcasting = broadcast({ log, connection: fake.connection, signal: stop.signal });
    await until(() => sent.length === 3);
    await wait(700);
    stop.abort();
    await broadcasting;
    expect([rounds(), sent.length]).toEqual([1, 3]);
  });

  it('ends without an error where it is ended while something fails', async () => {
    const { run, fake, stop } = await aBroadcaster();
    fake.isClosed = true;
    fake.before = async () => {
      stop.abort();
      throw new Error('The connection is closed.');
    };
    expect(await run()).toBeUndefined();
  });
});
