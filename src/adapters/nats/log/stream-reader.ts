import { type ConsumerMessages, type JetStreamClient, type JetStreamManager, NatsError } from 'nats';
import { LogUnavailable, type StoredCommit } from '../../../events/log.ts';
import { codeOf, LOG_STREAM, type StreamMessage, toCommit, unavailable } from './stream.ts';

/** Commits requested ahead. With more of the largest ones the server would disconnect a slow consumer: it buffers 64 MB. */
const maxPendingCommits = 100;
/** How long a bounded read waits for a commit before it asks the stream whether there is one, in ms. */
const stallMs = 5000;
const maxAttempts = 3;

type Options = { filter?: string; signal?: AbortSignal; stallMs?: number };

/**
 * Commits after `after` by an ordered consumer, which recovers by itself from a restart of the server. With `stallMs` it ends
 * when nothing is left, or nothing came for so long.
 */
export async function* consume(
  js: JetStreamClient,
  after: number,
  { filter, signal, stallMs }: Options,
): AsyncIterable<StoredCommit> {
  let messages: ConsumerMessages | undefined;
  let waitingSince = performance.now();
  let isWaiting = true;
  const stop = () => messages?.stop();
  const timer =
    stallMs &&
    setInterval(() => isWaiting && performance.now() - waitingSince >= stallMs && stop(), stallMs / 5).unref();
  signal?.addEventListener('abort', stop);
  try {
    const consumer = await js.consumers.get(LOG_STREAM, {
      opt_start_seq: after + 1,
      deliver_policy: 'by_start_sequence' as never,
      ...(filter ? { filterSubjects: filter } : {}),
    });
    messages = await consumer.consume({ max_messages: maxPendingCommits });
    if (signal?.aborted) return;
    waitingSince = performance.now();
    for await (const message of messages) {
      // Time that the caller spends on a commit is no stall.
      isWaiting = false;
      yield toCommit(message);
      if (stallMs && message.info.pending === 0) return;
      isWaiting = true;
      waitingSince = performance.now();
    }
  } catch (error) {
    throw error instanceof NatsError ? unavailable(error) : error;
  } finally {
    if (timer) clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    await messages?.close();
  }
}

/** The commits after `after` up to `end`, which ends also where a commit in between, or the last one, cannot be read. */
export async function* consumeUpTo(
  { js, jsm }: { js: JetStreamClient; jsm: JetStreamManager },
  { after, end, filter }: { after: number; end: number; filter?: string },
): AsyncIterable<StoredCommit> {
  let position = after;
  for (let attempts = 0; position < end; attempts++) {
    const next = await messageFrom(jsm, position + 1, filter ?? 'log.*');
    if (next === undefined || next.seq > end) return;
    if (attempts === maxAttempts) throw new LogUnavailable(`Reading the log broke off at ${position}.`);
    // Sequences in between do not exist.
    position = next.seq - 1;
    for await (const commit of consume(js, position, { filter, stallMs })) {
      if (commit.sequence > end) return;
      yield commit;
      position = commit.sequence;
      attempts = 0;
      if (position >= end) return;
    }
  }
}

/** The first message at or after a sequence, if there is one. */
export async function messageFrom(
  jsm: JetStreamManager,
  sequence: number,
  subject: string,
): Promise<StreamMessage | undefined> {
  try {
    return await jsm.streams.getMessage(LOG_STREAM, { seq: sequence, next_by_subj: subject } as never);
  } catch (error) {
    if (codeOf(error) === 10037) return undefined;
    throw unavailable(error);
  }
}
