import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FactPosition } from '../../../runtime/integrity/published-facts.ts';
import { readFacts } from './facts-reader.ts';
import { FACTS_STREAM, headersOf } from './facts-stream.ts';
import { type FakeMessage, fakeJetStream } from './for-tests.ts';

const stallMs = 5000;
const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const message = (seq: number): FakeMessage => ({
  seq,
  subject: 'facts.colours-1.unit.submitted',
  body: '',
  headers: headersOf(`${seq}.0`, `fact-${seq}`, ''),
});

let fake: ReturnType<typeof fakeJetStream>;
let stop: AbortController;
beforeEach(() => {
  fake = fakeJetStream();
  stop = new AbortController();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function reading(messages: number, onFact?: (fact: FactPosition) => Promise<unknown>) {
  const state = { sequences: [] as number[], isOver: false, error: undefined as unknown };
  const done = (async () => {
    for await (const fact of readFacts(fake.connection, messages, stop.signal)) {
      state.sequences.push(fact.sequence);
      await onFact?.(fact);
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
const starts = () =>
  fake.calls
    .filter(([name]) => name === 'consumers.get')
    .map(([, , options]) => (options as { opt_start_seq: number }).opt_start_seq);
const questions = () => fake.calls.filter(([name]) => name === 'getMessage').map(([, , query]) => query);

describe('a reader of where facts stand, and its client', () => {
  it('asks for the headers alone, of many messages at once, and for nothing else', async () => {
    fake.deliver = () => [message(1), message(2), message(3)];
    const { state, done } = reading(2);
    await done;
    expect(state.sequences).toEqual([1, 2]);
    expect(fake.calls).toStrictEqual([
      ['jetstreamManager'],
      ['jetstream'],
      ['consumers.get', FACTS_STREAM, { opt_start_seq: 1, deliver_policy: 'by_start_sequence', headers_only: true }],
      ['consume', { max_messages: 1000 }],
    ]);
    expect([fake.opened[0]?.counts.closes, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('asks for nothing where nothing is wanted', async () => {
    const { state, done } = reading(0);
    await done;
    expect([state.sequences, fake.names()]).toEqual([[], ['jetstreamManager']]);
  });

  it('asks again behind what it read when nothing comes for a while, three times in a row at most', async () => {
    fake.stored.push(message(1), message(2), message(3));
    fake.deliver = (after) => (after === 0 && starts().length === 2 ? [message(1)] : []);
    const { state } = reading(3);
    // The first and the second attempt, and then three that read nothing more.
    await passing(5 * stallMs - 1);
    expect([starts(), state.isOver]).toEqual([[1, 1, 2, 2, 2], false]);
    await passing(1);
    expect(state).toMatchObject({ sequences: [1], isOver: true, error: undefined });
    expect(starts()).toEqual([1, 1, 2, 2, 2]);
    expect(questions()).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 2 }, { seq: 2 }]);
    expect(fake.opened.map(({ counts }) => counts.closes)).toEqual([1, 1, 1, 1, 1]);
  });

  it('does not ask again for a message that is not there', async () => {
    fake.stored.push(message(1), message(3));
    fake.deliver = () => [message(1), message(3)];
    const { state, done } = reading(3);
    await done;
    expect([state.sequences, starts(), questions()]).toEqual([[1], [1], [{ seq: 2 }]]);
  });

  it('asks again at once for a message that was left out', async () => {
    fake.stored.push(message(1), message(2), message(3));
    fake.deliver = (after) => (after === 0 ? [message(1), message(3)] : [message(2), message(3)]);
    const { state, done } = reading(3);
    await done;
    expect([state.sequences, starts()]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });

  it('counts the time from the last message, and not while its caller is at work', async () => {
    fake.stored.push(message(1), message(2));
    fake.deliver = () => [message(1), message(2)];
    const { state } = reading(3, () => new Promise((resolve) => setTimeout(resolve, 2 * stallMs)));
    await passing(4 * stallMs);
    expect(state).toMatchObject({ sequences: [1, 2], isOver: false });
    await passing(stallMs - 1);
    expect([state.isOver, fake.opened[0]?.counts.stops]).toEqual([false, 0]);
    await passing(1);
    expect([state.isOver, starts()]).toEqual([true, [1]]);
  });

  it('ends at once with its signal, and hears nothing of it afterwards', async () => {
    fake.deliver = () => [message(1)];
    const { state } = reading(3);
    await passing(0);
    expect(state).toMatchObject({ sequences: [1], isOver: false });
    stop.abort(new Error('The spec is over.'));
    await passing(0);
    expect(state).toMatchObject({ isOver: true, error: new Error('The spec is over.') });
    expect([fake.opened[0]?.counts, vi.getTimerCount()]).toEqual([{ stops: 1, closes: 1 }, 0]);

    stop = new AbortController();
    await reading(1).done;
    stop.abort();
    expect(fake.opened[1]?.counts).toEqual({ stops: 0, closes: 1 });
  });

  it('reads nothing where its signal has ended before', async () => {
    fake.deliver = () => [message(1)];
    stop.abort(new Error('Over before.'));
    const { state, done } = reading(1);
    await done;
    expect([state.sequences, state.error]).toEqual([[], new Error('Over before.')]);
  });
});
