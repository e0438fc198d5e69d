import {
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StoredMsg,
} from 'nats';
import { Refusal, refuse } from '../../actors/refusals.ts';
import {
  ABOVE_RUNS,
  CommitTooLarge,
  Conflict,
  decodeCommit,
  encodeCommit,
  type Log,
  LogFull,
  LogUnavailable,
  type StoredCommit,
  storedCommit,
} from '../../events/log.ts';

/** The one stream that holds everything. */
export const LOG_STREAM = 'MANYHANDS_LOG';

/** So many commits may be on their way to a reader: more of the largest usual ones than a server lets wait, 64 MB, would cut it off. */
const ahead = 100;
/** Room for a message's headers, in bytes. */
const headerRoom = 4096;
const dayMs = 24 * 60 * 60 * 1000;
const conflictCodes = new Set([10071, 10164]);
const fullCodes = new Set([10023, 10047, 10077, 10122]);

type Message = Pick<StoredMsg | JsMsg, 'seq' | 'subject'> & { string(): string };

const subjectOf = (run: string) => `log.${run}`;

function toCommit(message: Message): StoredCommit {
  const run = message.subject.slice('log.'.length);
  return storedCommit({ ...decodeCommit(message.string()), run }, message.seq);
}

const codeOf = (error: unknown): number => (error instanceof NatsError ? (error.api_error?.err_code ?? 0) : 0);

/** The log on a JetStream stream; `timeoutMs` bounds how long one question to the server may take. */
export async function jetStreamLog(connection: NatsConnection, { timeoutMs = 5000, maxBytes = -1 } = {}): Promise<Log> {
  const jsm = await connection.jetstreamManager({ timeout: timeoutMs });
  const js = connection.jetstream({ timeout: timeoutMs });
  // Read once: a connection that is being made again knows nothing of its server.
  const most = (connection.info?.max_payload ?? 0) - headerRoom;
  await ensureStream(jsm, maxBytes);

  /** The run's own commit with this id, looked for after `expected`: the answer to an outcome nobody knows. */
  async function findOwn(run: string, id: string, expected: number): Promise<number | undefined> {
    for await (const commit of read(run, expected)) if (commit.id === id) return commit.sequence;
    return undefined;
  }

  async function lastOf(run: string): Promise<number> {
    try {
      return (await jsm.streams.getMessage(LOG_STREAM, { last_by_subj: subjectOf(run) })).seq;
    } catch (error) {
      if (codeOf(error) === 10037) return 0;
      throw unavailable(error);
    }
  }

  async function* read(run: string, after = 0): AsyncIterable<StoredCommit> {
    const end = await lastOf(run);
    if (end <= after) return;
    for await (const commit of consume(js, after, { filter: subjectOf(run) })) {
      yield commit;
      if (commit.sequence >= end) return;
    }
    throw new LogUnavailable(`Reading ${run} broke off.`);
  }

  return {
    async append(draft, expected) {
      const commit = encodeCommit(draft);
      if (commit.length > most / 3 && Buffer.byteLength(commit) > most) {
        throw new CommitTooLarge(`A commit of ${Buffer.byteLength(commit)} bytes is more than the server takes.`);
      }
      try {
        const ack = await js.publish(subjectOf(draft.run), commit, {
          msgID: draft.id,
          expect: { lastSubjectSequence: expected },
          timeout: timeoutMs,
        });
        return ack.seq;
      } catch (error) {
        if (fullCodes.has(codeOf(error))) throw new LogFull('The log is full.', { cause: error });
        if (!conflictCodes.has(codeOf(error))) throw unavailable(error);
        // The same refusal answers a repetition of what was stored: only the run itself can tell them apart.
        const own = await findOwn(draft.run, draft.id, expected);
        if (own) return own;
        throw new Conflict(`${draft.run} is no longer at ${expected}.`, { cause: error });
      }
    },
    read,
    follow: (after, signal) => consume(js, after, { signal }),
    async at(sequence) {
      try {
        return toCommit(await jsm.streams.getMessage(LOG_STREAM, { seq: sequence }));
      } catch (error) {
        if (codeOf(error) === 10037) return undefined;
        throw unavailable(error);
      }
    },
    async runs() {
      try {
        const { state } = await jsm.streams.info(LOG_STREAM, { subjects_filter: subjectOf('*') });
        const runs = Object.keys(state.subjects ?? {}).map((subject) => subject.slice('log.'.length));
        return runs.filter((run) => run !== ABOVE_RUNS);
      } catch (error) {
        throw unavailable(error);
      }
    },
    async head() {
      try {
        return (await jsm.streams.info(LOG_STREAM)).state.last_seq;
      } catch (error) {
        throw unavailable(error);
      }
    },
    close: () => connection.close(),
  };
}

const unavailable = (error: unknown) => new LogUnavailable(`The log did not answer: ${error}`, { cause: error });

async function ensureStream(jsm: JetStreamManager, maxBytes: number): Promise<void> {
  const config = {
    name: LOG_STREAM,
    subjects: ['log.*'],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_bytes: maxBytes,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    duplicate_window: nanos(dayMs),
  };
  try {
    const { state } = await jsm.streams.info(LOG_STREAM);
    // Nothing is ever deleted, so numbers without commits are commits that the disk has lost; whoever waits for them waits for ever.
    if (state.messages !== state.last_seq)
      throw refuse('log/incomplete', { there: state.messages, recorded: state.last_seq });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (codeOf(error) !== 10059) throw unavailable(error);
    await jsm.streams.add(config as never);
  }
}

type Wanted = { filter?: string; signal?: AbortSignal };

/** Commits after `after` by an ordered consumer, which recovers by itself from a restart of the server. */
async function* consume(js: JetStreamClient, after: number, { filter, signal }: Wanted): AsyncIterable<StoredCommit> {
  let messages: ConsumerMessages | undefined;
  const stop = () => messages?.stop();
  signal?.addEventListener('abort', stop);
  try {
    const consumer = await js.consumers.get(LOG_STREAM, {
      opt_start_seq: after + 1,
      deliver_policy: 'by_start_sequence' as never,
      ...(filter ? { filterSubjects: filter } : {}),
    });
    messages = await consumer.consume({ max_messages: ahead });
    if (signal?.aborted) return;
    for await (const message of messages) yield toCommit(message);
  } catch (error) {
    throw error instanceof NatsError ? unavailable(error) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await messages?.close();
  }
}
