import type { JetStreamClient, JetStreamManager, NatsConnection } from 'nats';
import {
  type CommitDraft,
  CommitTooLarge,
  Conflict,
  encodeCommit,
  type Log,
  LogDamaged,
  LogFull,
  type StoredCommit,
  WORKSPACE,
} from '../../../events/log.ts';
import { chainStart, commitHash, messageHash } from '../../../projections/integrity/chain.ts';
import { maxCommitBytesOf, maxMessageBytesOf } from './room.ts';
import { codeOf, ensureStream, isFull, LOG_STREAM, runOf, subjectOf, toCommit, unavailable } from './stream.ts';
import { consume, consumeUpTo } from './stream-reader.ts';

const conflictCodes = new Set([10071, 10164]);

/** The JetStream stream, and the last commits that this process stored. */
type Stream = {
  js: JetStreamClient;
  jsm: JetStreamManager;
  /** How long one request to the server may take, in ms. */
  timeoutMs: number;
  maxMessageBytes: number;
  /** The last commit of each run that was stored by this process. */
  ends: Map<string, { sequence: number; hash: string }>;
};

/** The log on a JetStream stream; `timeoutMs` limits one request to the server. */
export async function jetStreamLog(connection: NatsConnection, { timeoutMs = 5000, maxBytes = -1 } = {}): Promise<Log> {
  // Read once: while reconnecting, the connection has no server info.
  const maxPayload = connection.info?.max_payload ?? 0;
  const stream: Stream = {
    jsm: await connection.jetstreamManager({ timeout: timeoutMs }),
    js: connection.jetstream({ timeout: timeoutMs }),
    timeoutMs,
    maxMessageBytes: maxMessageBytesOf(maxPayload),
    ends: new Map(),
  };
  await ensureStream(stream.jsm, maxBytes);
  return {
    maxCommitBytes: maxCommitBytesOf(maxPayload),
    append: (draft, expected) => append(stream, draft, expected),
    read: (run, after) => read(stream, run, after),
    between: (after, end) => consumeUpTo(stream, { after, end }),
    follow: (after, signal) => consume(stream.js, after, { signal }),
    at: (sequence) => at(stream, sequence),
    runs: () => runsIn(stream),
    async head() {
      const { last_seq, messages } = await stateOf(stream);
      return messages === last_seq ? last_seq : lastMatching(stream, subjectOf('*'));
    },
    async state() {
      const { first_seq, last_seq, messages } = await stateOf(stream);
      return { first: messages ? first_seq : 0, last: last_seq, count: messages };
    },
    close: () => connection.close(),
  };
}

async function append(stream: Stream, draft: CommitDraft, expected: number): Promise<number> {
  const { maxMessageBytes, ends } = stream;
  const previous = await previousOf(stream, draft.run, expected);
  const message = encodeCommit({ ...draft, previous });
  if (message.length > maxMessageBytes / 3 && Buffer.byteLength(message) > maxMessageBytes) {
    throw new CommitTooLarge(`A commit of ${Buffer.byteLength(message)} bytes is more than the server takes.`);
  }
  const sequence = await store(stream, draft, { message, expected });
  ends.set(draft.run, { sequence, hash: messageHash(message) });
  return sequence;
}

/** The hash at the end of a run's chain, if its last commit is at `expected`. */
async function previousOf(stream: Stream, run: string, expected: number): Promise<string> {
  if (expected === 0) return chainStart(run);
  const end = stream.ends.get(run);
  if (end?.sequence === expected) return end.hash;
  const commit = await at(stream, expected);
  if (commit?.run !== run) throw new LogDamaged(`The commit of ${run} at ${expected} is missing.`);
  return commitHash(commit);
}

type Encoded = { message: string; expected: number };

async function store(stream: Stream, { id, run }: CommitDraft, { message, expected }: Encoded): Promise<number> {
  const { js, timeoutMs } = stream;
  try {
    const expect = { lastSubjectSequence: expected };
    return (await js.publish(subjectOf(run), message, { msgID: id, expect, timeout: timeoutMs })).seq;
  } catch (error) {
    if (isFull(error)) throw new LogFull('The log is full.', { cause: error });
    if (!conflictCodes.has(codeOf(error))) throw unavailable(error);
    // A repeated publish of a stored commit gets the same error: only the run's commits tell them apart.
    const own = await findOwn(stream, { run, id, expected });
    if (own) return own;
    const last = await lastMatching(stream, subjectOf(run));
    if (last < expected) throw new LogDamaged(`${run} ends at ${last}, and was at ${expected}.`, { cause: error });
    throw new Conflict(`${run} is no longer at ${expected}.`, { cause: error });
  }
}

type Unknown = { run: string; id: string; expected: number };

/** The run's own commit with this id after `expected`: settles an append whose outcome is unknown. */
async function findOwn(stream: Stream, { run, id, expected }: Unknown): Promise<number | undefined> {
  for await (const commit of read(stream, run, expected)) if (commit.id === id) return commit.sequence;
  return undefined;
}

async function* read(stream: Stream, run: string, after = 0): AsyncGenerator<StoredCommit> {
  const filter = subjectOf(run);
  yield* consumeUpTo(stream, { after, end: await lastMatching(stream, filter), filter });
}

async function at({ jsm }: Stream, sequence: number): Promise<StoredCommit | undefined> {
  if (sequence < 1) return undefined;
  try {
    return toCommit(await jsm.streams.getMessage(LOG_STREAM, { seq: sequence }));
  } catch (error) {
    if (codeOf(error) === 10037) return undefined;
    throw unavailable(error);
  }
}

async function lastMatching({ jsm }: Stream, subject: string): Promise<number> {
  try {
    return (await jsm.streams.getMessage(LOG_STREAM, { last_by_subj: subject })).seq;
  } catch (error) {
    if (codeOf(error) === 10037) return 0;
    throw unavailable(error);
  }
}

async function runsIn({ jsm }: Stream): Promise<string[]> {
  try {
    const { state } = await jsm.streams.info(LOG_STREAM, { subjects_filter: subjectOf('*') });
    return Object.keys(state.subjects ?? {})
      .map(runOf)
      .filter((run) => run !== WORKSPACE);
  } catch (error) {
    throw unavailable(error);
  }
}

async function stateOf({ jsm }: Stream) {
  try {
    return (await jsm.streams.info(LOG_STREAM)).state;
  } catch (error) {
    throw unavailable(error);
  }
}
