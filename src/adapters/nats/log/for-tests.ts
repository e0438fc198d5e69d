import { type JetStreamClient, type JetStreamManager, type NatsConnection, NatsError } from 'nats';

/** An error as JetStream replies with it, with its own number. */
export function jetStreamError(err_code: number): NatsError {
  const error = new NatsError('refused', '503');
  error.api_error = { code: 503, err_code, description: 'refused' };
  return error;
}

/** A message that a fake holds; `pending` is how many come after it, as the server counts them. */
export type FakeMessage = { seq: number; subject: string; body: string; headers?: unknown; pending?: number };
type Call = [name: string, ...values: unknown[]];
type Query = { seq?: number; last_by_subj?: string; next_by_subj?: string };
type Publishing = { expect?: { lastSubjectSequence?: number } };
type Consuming = { opt_start_seq?: number; filterSubjects?: string };
type Delivery = ReturnType<typeof delivery>;

/** What a fake holds, and what it was asked. */
type State = {
  stored: FakeMessage[];
  /** Every call, in order. */
  calls: Call[];
  /** Runs before each call; what it throws is how the call fails. */
  before: (...call: Call) => Promise<void>;
  /** What consumers deliver after a sequence, instead of what is stored. */
  deliver?: (after: number) => FakeMessage[];
  /** The consumers, in order, and how often each was stopped and closed. */
  opened: Delivery[];
  isClosed: boolean;
};

const shown = ({ seq, subject, body, headers, pending = 0 }: FakeMessage) => ({
  seq,
  subject,
  headers,
  header: headers,
  info: { pending },
  string: () => body,
});

const fits = (pattern: string, { subject }: FakeMessage) =>
  pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : pattern === subject;

/** Messages, and then nothing until they are stopped. */
function delivery(messages: readonly FakeMessage[]) {
  const counts = { stops: 0, closes: 0 };
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  return {
    counts,
    stop() {
      counts.stops++;
      over.abort();
    },
    async close() {
      counts.closes++;
      over.abort();
    },
    async *[Symbol.asyncIterator]() {
      for (const message of messages) {
        if (over.signal.aborted) return;
        yield shown(message);
      }
      await ended;
    },
  };
}

async function called<Reply>(state: State, work: () => Reply, ...call: Call): Promise<Reply> {
  state.calls.push(call);
  await state.before(...call);
  return work();
}

function find(stored: FakeMessage[], { seq = 0, last_by_subj, next_by_subj }: Query): FakeMessage | undefined {
  if (last_by_subj !== undefined) return stored.findLast((message) => fits(last_by_subj, message));
  if (next_by_subj === undefined) return stored.find((message) => message.seq === seq);
  return stored.find((message) => message.seq >= seq && fits(next_by_subj, message));
}

function extentOf(stored: FakeMessage[]) {
  const subjects = Object.fromEntries(stored.map(({ subject }) => [subject, 1]));
  return {
    first_seq: stored[0]?.seq ?? 0,
    last_seq: stored.at(-1)?.seq ?? 0,
    messages: stored.length,
    subjects: stored.length > 0 ? subjects : undefined,
  };
}

function managerOf(state: State) {
  const { stored } = state;
  return {
    streams: {
      info: (...values: unknown[]) => called(state, () => ({ state: extentOf(stored) }), 'info', ...values),
      add: (...values: unknown[]) => called(state, () => ({}), 'add', ...values),
      delete: (...values: unknown[]) => called(state, () => true, 'delete', ...values),
      getMessage(stream: string, query: Query) {
        const look = () => {
          const found = find(stored, query);
          if (!found) throw jetStreamError(10037);
          return shown(found);
        };
        return called(state, look, 'getMessage', stream, query);
      },
    },
  };
}

function clientOf(state: State) {
  const { stored, opened } = state;
  function store(subject: string, body: string, { expect }: Publishing) {
    const expected = expect?.lastSubjectSequence;
    const last = find(stored, { last_by_subj: subject })?.seq ?? 0;
    if (expected !== undefined && last !== expected) throw jetStreamError(10071);
    const seq = (stored.at(-1)?.seq ?? 0) + 1;
    stored.push({ seq, subject, body });
    return { seq };
  }
  function consume({ opt_start_seq: from = 1, filterSubjects = 'log.*' }: Consuming): Delivery {
    const held = stored.filter((message) => message.seq >= from && fits(filterSubjects, message));
    const counted = held.map((message, at) => ({ ...message, pending: held.length - at - 1 }));
    const made = delivery(state.deliver?.(from - 1) ?? counted);
    opened.push(made);
    return made;
  }
  return {
    publish: (subject: string, body: string, options: Publishing = {}) =>
      called(state, () => store(subject, body, options), 'publish', subject, body, options),
    consumers: {
      get(stream: string, options: Consuming) {
        const consumer = {
          consume: (...values: unknown[]) => called(state, () => consume(options), 'consume', ...values),
        };
        return called(state, () => consumer, 'consumers.get', stream, options);
      },
    },
  };
}

/** JetStream as its client shows it, with one stream in memory. What it was asked is kept, and each call can be made to fail. */
export function fakeJetStream({ maxPayload = 1024 * 1024, version = '2.12.0' as string | undefined } = {}) {
  const stored: FakeMessage[] = [];
  const state: State = { stored, calls: [], before: async () => undefined, opened: [], isClosed: false };
  const [jsm, js] = [managerOf(state), clientOf(state)];
  const connection = {
    info: { max_payload: maxPayload, version },
    jetstreamManager: (...values: unknown[]) => called(state, () => jsm, 'jetstreamManager', ...values),
    jetstream(...values: unknown[]) {
      state.calls.push(['jetstream', ...values]);
      return js;
    },
    isClosed: () => state.isClosed,
    async close() {
      state.isClosed = true;
    },
  };
  return Object.assign(state, {
    connection: connection as unknown as NatsConnection,
    js: js as unknown as JetStreamClient,
    jsm: jsm as unknown as JetStreamManager,
    names: () => state.calls.map(([name]) => name),
    /** Stores commits of a run at these sequences, as somebody else would. */
    hold(run: string, ...sequences: number[]) {
      for (const seq of sequences) stored.push({ seq, subject: `log.${run}`, body: `commit-${seq} x\n{}` });
    },
    lose(...sequences: number[]) {
      const left = stored.filter(({ seq }) => !sequences.includes(seq));
      stored.splice(0, stored.length, ...left);
    },
  });
}
