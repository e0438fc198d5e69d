import {
  type JetStreamManager,
  type JsMsg,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StoredMsg,
} from 'nats';
import { decodeCommit, LogUnavailable, type StoredCommit, storedCommit } from '../../../events/log.ts';

/** The one stream that holds everything. */
export const LOG_STREAM = 'MANYHANDS_LOG';

const dayMs = 24 * 60 * 60 * 1000;

/** A message of the log, as it is delivered or looked up. */
export type StreamMessage = Pick<StoredMsg | JsMsg, 'seq' | 'subject'> & { string(): string };

/** The subject of a run's commits. */
export const subjectOf = (run: string) => `log.${run}`;

/** The run whose commits have this subject. */
export const runOf = (subject: string) => subject.slice('log.'.length);

/** The commit that a message holds. */
export function toCommit(message: StreamMessage): StoredCommit {
  const { id, json, previous } = decodeCommit(message.string());
  return storedCommit({ id, run: runOf(message.subject), json }, message.seq, previous);
}

/** JetStream's own number of an error, 0 if it has none. */
export const codeOf = (error: unknown): number => (error instanceof NatsError ? (error.api_error?.err_code ?? 0) : 0);

const fullCodes = new Set([10023, 10047, 10077, 10122]);

/** Whether the server refused for want of room. */
export const isFull = (error: unknown): boolean => fullCodes.has(codeOf(error));

/** The error of a log that did not answer. */
export const unavailable = (error: unknown) => new LogUnavailable(`The log did not answer: ${error}`, { cause: error });

/** Makes the stream if it is missing; `maxBytes` -1 sets no limit of its own. */
export async function ensureStream(jsm: JetStreamManager, maxBytes: number): Promise<void> {
  const config = {
    name: LOG_STREAM,
    subjects: [subjectOf('*')],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_bytes: maxBytes,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    duplicate_window: nanos(dayMs),
  };
  try {
    await jsm.streams.info(LOG_STREAM);
  } catch (error) {
    if (codeOf(error) !== 10059) throw unavailable(error);
    await jsm.streams.add(config as never);
  }
}
