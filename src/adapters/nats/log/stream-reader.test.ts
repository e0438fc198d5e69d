import { NatsError } from 'nats';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { type FakeMessage, fakeJetStream, jetStreamError } from './for-tests.ts';
import { LOG_STREAM } from './stream.ts';
import { consume, consumeUpTo, messageFrom } from './stream-reader.ts';

const stallMs = 1000;
const message = (seq: number, pending = 0): FakeMessage => ({
  seq,
  subject: 'log.red-1',
  body: `commit-${seq} x\n{}`,
  pending,
});

/** Reads in the background what a spec looks at while time passes. */
function reading(commits: AsyncIterable<StoredCommit>, onCommit?: (sequence: number) => Promise<unknown>) {
  const state = { sequences: [] as number[], isOver: false, error: undefined as Error | undefined };
  const done = (async () => {
    for await (const { sequence } of commits) {
      state.sequences.push(sequence);
      await onCommit?.(sequence);
    }
  })()
    .catch((error) => {
      state.error = error;
    })
    .finally(() => {
      state.isOver = true;
    });
  return { state, done };
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);

let fake: ReturnType<typeof fakeJetStream>;
beforeEach(() => {
  fake = fakeJetStream();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('a reader of the stream', () => {
  it('asks for what comes after a sequence, so that few commits at a time are on their way', async () => {
    fake.hold('red-1', 1, 2, 3);
    const { state, done } = reading(consume(fake.js, 1, { stallMs }));
    await done;
    expect(state.sequences).toEqual([2, 3]);
    expect(fake.calls).toStrictEqual([
      ['consumers.get', LOG_STREAM, { opt_start_seq: 2, deliver_policy: 'by_start_sequence' }],
      ['consume', { max_messages: 100 }],
    ]);
  });

  it('asks for one run alone', async () => {
    await reading(consume(fake.js, 0, { stallMs, filter: 'log.red-1', signal: AbortSignal.abort() })).done;
    expect(fake.calls[0]).toStrictEqual([
      'consumers.get',
      LOG_STREAM,
      { opt_start_seq: 1, deliver_policy: 'by_start_sequence', filterSubjects: 'log.red-1' },
    ]);
  });

  it('ends when nothing is left, and leaves no timer and no consumer', async () => {
    fake.deliver = () => [message(1, 1), message(2, 0), message(3, 0)];
    const { state } = reading(consume(fake.js, 0, { stallMs }));
    await passing(0);
    expect(state).toMatchObject({ sequences: [1, 2], isOver: true });
    expect([vi.getTimerCount(), fake.opened[0]?.counts.closes]).toEqual([0, 1]);
  });

  it.each([
    ['at all', []],
    ['after the first', [message(1, 5)]],
  ])('ends once nothing came for a while: %s', async (_, messages) => {
    fake.deliver = () => messages;
    const { state } = reading(consume(fake.js, 0, { stallMs }));
    await passing(stallMs - 1);
    expect(state.isOver).toBe(false);
    await passing(1);
    expect(state).toMatchObject({ sequences: messages.map(({ seq }) => seq), isOver: true, error: undefined });
  });

  it('counts the time from the last commit, and not while the reader is at work', async () => {
    fake.deliver = () => [message(1, 5), message(2, 5)];
    const { state } = reading(consume(fake.js, 0, { stallMs }), () => wait(stallMs * 3));
    await passing(stallMs * 6);
    expect(state).toMatchObject({ sequences: [1, 2], isOver: false });
    await passing(stallMs - 1);
    expect([state.isOver, fake.opened[0]?.counts.stops]).toEqual([false, 0]);
    await passing(1);
    expect(state.isOver).toBe(true);
  });

  it('follows for ever without a timer, and ends with its signal', async () => {
    const stop = new AbortController();
    fake.deliver = () => [message(1, 0), message(2, 0)];
    const { state } = reading(consume(fake.js, 0, { signal: stop.signal }));
    await passing(stallMs * 100);
    expect(state).toMatchObject({ sequences: [1, 2], isOver: false });
    expect(vi.getTimerCount()).toBe(0);
    stop.abort();
    await passing(0);
    expect(state).toMatchObject({ isOver: true, error: undefined });
    expect(fake.opened[0]?.counts).toEqual({ stops: 1, closes: 1 });
  });

  it('hears nothing of its signal afterwards', async () => {
    const stop = new AbortController();
    fake.hold('red-1', 1);
    await reading(consume(fake.js, 0, { stallMs, signal: stop.signal })).done;
    stop.abort();
    expect(fake.opened[0]?.counts.stops).toBe(0);
  });

  it('ends where its signal did while the server was asked', async () => {
    const stop = new AbortController();
    const failed: unknown[] = [];
    const listen = stop.signal.addEventListener.bind(stop.signal);
    // What a listener throws would end the process.
    stop.signal.addEventListener = (type: string, listener: () => void) =>
      listen(type, () => {
        try {
          listener();
        } catch (error) {
          failed.push(error);
        }
      });
    fake.hold('red-1', 1);
    fake.before = async (name) => {
      if (name === 'consumers.get') stop.abort();
    };
    const { state, done } = reading(consume(fake.js, 0, { signal: stop.signal }));
    await done;
    expect([state.sequences, state.error, failed]).toEqual([[], undefined, []]);
    expect(fake.opened[0]?.counts.closes).toBe(1);
  });

  it('calls the log unavailable where the client fails, and passes on every other error', async () => {
    const cause = new NatsError('timeout', 'TIMEOUT');
    for (const thrown of [cause, new TypeError('A bug.')]) {
      fake.before = () => Promise.reject(thrown);
      const { state, done } = reading(consume(fake.js, 0, { stallMs }));
      await done;
      expect(state.error).toEqual(thrown === cause ? expect.any(LogUnavailable) : thrown);
      if (thrown === cause) expect(state.error?.cause).toBe(cause);
      expect(vi.getTimerCount()).toBe(0);
    }
  });
});

describe('a reader up to an end', () => {
  const upTo = (end: number, { after = 0, filter }: { after?: number; filter?: string } = {}) =>
    reading(consumeUpTo(fake, { after, end, filter }));
  const questions = () => fake.calls.filter(([name]) => name === 'getMessage').map(([, , query]) => query);

  it('asks nothing where nothing lies between', async () => {
    fake.hold('red-1', 1, 2, 3);
    const { state, done } = upTo(2, { after: 2 });
    await done;
    expect([state.sequences, fake.calls]).toEqual([[], []]);
  });

  it('begins behind what is lost, in the whole log and in one run', async () => {
    fake.hold('red-1', 3, 4);
    fake.hold('blue-1', 5);
    await upTo(4).done;
    await upTo(4, { filter: 'log.red-1' }).done;
    expect(questions()).toEqual([
      { seq: 1, next_by_subj: 'log.*' },
      { seq: 1, next_by_subj: 'log.red-1' },
    ]);
    const starts = fake.calls.filter(([name]) => name === 'consumers.get').map(([, , options]) => options);
    expect(starts).toMatchObject([{ opt_start_seq: 3 }, { opt_start_seq: 3, filterSubjects: 'log.red-1' }]);
  });

  it('ends at the end without waiting, also where more comes', async () => {
    fake.hold('red-1', 1, 2, 3);
    fake.deliver = () => [message(1, 2), message(2, 1)];
    const { state } = upTo(2);
    await passing(0);
    expect(state).toMatchObject({ sequences: [1, 2], isOver: true });
  });

  it('gives nothing behind the end where the last commit is lost', async () => {
    fake.hold('red-1', 1, 3, 4);
    const { state, done } = upTo(2);
    await done;
    expect([state.sequences, fake.opened]).toEqual([[1], [expect.anything()]]);
  });

  it('makes no consumer where all that is left lies behind the end', async () => {
    fake.hold('red-1', 3);
    const { state, done } = upTo(2);
    await done;
    expect([state.sequences, fake.names()]).toEqual([[], ['getMessage']]);
  });

  it('reads the last commit of all', async () => {
    fake.hold('red-1', 1, 2);
    const { state, done } = upTo(2, { after: 1 });
    await done;
    expect(state.sequences).toEqual([2]);
  });

  it('asks again where it stopped when commits stay away, three times in a row at most', async () => {
    fake.hold('red-1', 1, 2, 3);
    const starts: number[] = [];
    fake.deliver = (after) => {
      starts.push(after);
      return after === 0 && starts.length === 2 ? [message(1, 2)] : [];
    };
    const { state } = upTo(3);
    await passing(4 * 5000 - 1);
    expect([starts, state.isOver]).toEqual([[0, 0, 1, 1], false]);
    await passing(1);
    expect([starts, state.sequences]).toEqual([[0, 0, 1, 1], [1]]);
    expect(state.error).toBeInstanceOf(LogUnavailable);
    expect(state.error?.message).toBe('Reading the log broke off at 1.');
  });
});

describe('the first message behind a sequence', () => {
  it('is none where there is none, and unknown where the question fails', async () => {
    fake.hold('red-1', 1, 4);
    const at = async (sequence: number) => (await messageFrom(fake.jsm, sequence, 'log.red-1'))?.seq;
    expect([await at(1), await at(2), await at(5)]).toEqual([1, 4, undefined]);
    fake.before = () => Promise.reject(jetStreamError(10008));
    await expect(at(1)).rejects.toThrow(LogUnavailable);
  });
});
