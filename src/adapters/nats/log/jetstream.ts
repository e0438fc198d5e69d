import type { NatsConnection } from 'nats';
import {
  ABOVE_RUNS,
  type CommitDraft,
  CommitTooLarge,
  Conflict,
  encodeCommit,
  type Log,
  LogDamaged,
  LogFull,
} from '../../../events/log.ts';
import { chainStart, commitHash, messageHash } from '../../../projections/integrity/chain.ts';
import { codeOf, ensureStream, isFull, LOG_STREAM, runOf, subjectOf, toCommit, unavailable } from './stream.ts';
import { consume, consumeUpTo } from './stream-reader.ts';

/** Room for a message's headers, and for the line of the commit's id and hash, in bytes. */
const headerRoomBytes = 4096;
const idRoomBytes = 128;
const conflictCodes = new Set([10071, 10164]);

/** The log on a JetStream stream; `timeoutMs` bounds how long one question to the server may take. */
export async function jetStreamLog(connection: NatsConnection, { timeoutMs = 5000, maxBytes = -1 } = {}): Promise<Log> {
  const jsm = await connection.jetstreamManager({ timeout: timeoutMs });
  const js = connection.jetstream({ timeout: timeoutMs });
  // Read once: a connection that is being made again knows nothing of its server.
  const maxCommitBytes = (connection.info?.max_payload ?? 0) - headerRoomBytes;
  /** The last commit of each run that was stored here. */
  const ends = new Map<string, { sequence: number; hash: string }>();
  await ensureStream(jsm, maxBytes);

  /** What the run has at the end of its chain, if its last commit is at `expected`. */
  async function previousOf(run: string, expected: number): Promise<string> {
    if (expected === 0) return chainStart(run);
    const end = ends.get(run);
    if (end?.sequence === expected) return end.hash;
    const commit = await at(expected);
    if (commit?.run !== run) throw new LogDamaged(`The commit of ${run} at ${expected} is not there any more.`);
    return commitHash(commit);
  }

  /** The run's own commit with this id, looked for after `expected`: the answer to an outcome nobody knows. */
  async function findOwn(run: string, id: string, expected: number): Promise<number | undefined> {
    for await (const commit of read(run, expected)) if (commit.id === id) return commit.sequence;
    return undefined;
  }

  async function lastMatching(subject: string): Promise<number> {
    try {
      return (await jsm.streams.getMessage(LOG_STREAM, { last_by_subj: subject })).seq;
    } catch (error) {
      if (codeOf(error) === 10037) return 0;
      throw unavailable(error);
    }
  }

  async function* read(run: string, after = 0) {
    const filter = subjectOf(run);
    yield* consumeUpTo({ js, jsm }, { after, end: await lastMatching(filter), filter });
  }

  async function at(sequence: number) {
    if (sequence < 1) return undefined;
    try {
      return toCommit(await jsm.streams.getMessage(LOG_STREAM, { seq: sequence }));
    } catch (error) {
      if (codeOf(error) === 10037) return undefined;
      throw unavailable(error);
    }
  }

  async function info() {
    try {
      return (await jsm.streams.info(LOG_STREAM)).state;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function store({ id, run }: CommitDraft, message: string, expected: number): Promise<number> {
    try {
      const expect = { lastSubjectSequence: expected };
      return (await js.publish(subjectOf(run), message, { msgID: id, expect, timeout: timeoutMs })).seq;
    } catch (error) {
      if (isFull(error)) throw new LogFull('The log is full.', { cause: error });
      if (!conflictCodes.has(codeOf(error))) throw unavailable(error);
      // The same refusal answers a repetition of what was stored: only the run itself can tell them apart.
      const own = await findOwn(run, id, expected);
      if (own) return own;
      const last = await lastMatching(subjectOf(run));
      if (last < expected) throw new LogDamaged(`${run} ends at ${last}, and was at ${expected}.`, { cause: error });
      throw new Conflict(`${run} is no longer at ${expected}.`, { cause: error });
    }
  }

  return {
    mostBytes: maxCommitBytes - idRoomBytes,
    async append(draft, expected) {
      const previous = await previousOf(draft.run, expected);
      const message = encodeCommit({ ...draft, previous });
      if (message.length > maxCommitBytes / 3 && Buffer.byteLength(message) > maxCommitBytes) {
        throw new CommitTooLarge(`A commit of ${Buffer.byteLength(message)} bytes is more than the server takes.`);
      }
      const sequence = await store(draft, message, expected);
      ends.set(draft.run, { sequence, hash: messageHash(message) });
      return sequence;
    },
    read,
    between: (after, end) => consumeUpTo({ js, jsm }, { after, end }),
    follow: (after, signal) => consume(js, after, { signal }),
    at,
    async runs() {
      try {
        const { state } = await jsm.streams.info(LOG_STREAM, { subjects_filter: subjectOf('*') });
        return Object.keys(state.subjects ?? {})
          .map(runOf)
          .filter((run) => run !== ABOVE_RUNS);
      } catch (error) {
        throw unavailable(error);
      }
    },
    async head() {
      const { last_seq, messages } = await info();
      return messages === last_seq ? last_seq : lastMatching(subjectOf('*'));
    },
    async state() {
      const { first_seq, last_seq, messages } = await info();
      return { first: messages ? first_seq : 0, last: last_seq, count: messages };
    },
    close: () => connection.close(),
  };
}
