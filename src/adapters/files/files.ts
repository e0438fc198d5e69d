import { createHash } from 'node:crypto';
import { type NatsConnection, NatsError, type ObjectStore } from 'nats';
import { LogFull, LogUnavailable } from '../../events/log.ts';
import { isFull } from '../log/jetstream.ts';
import type { Pulse } from '../log/pulse.ts';

/** Where the files of answers lie: each under the SHA-256 of its bytes, on disk before anyone is told. */
export interface Files {
  /** Keeps the bytes and gives their name; the same bytes are kept once. */
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Uint8Array | undefined>;
}

/** The name of a file in the store: the SHA-256 of its bytes in hexadecimal. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const STORE = 'MANYHANDS_FILES';

/** Files in a JetStream object store beside the log; nobody waits for one whose server is silent. */
export async function jetStreamFiles(
  connection: NatsConnection,
  { unlessSilent }: Pick<Pulse, 'unlessSilent'> = { unlessSilent: (work) => work() },
): Promise<Files> {
  const store: ObjectStore = await connection.jetstream().views.os(STORE, { description: 'Files of answers' });
  const asked = <Answer>(work: () => Promise<Answer>) =>
    unlessSilent(work).catch((error) => {
      throw error instanceof NatsError ? asLogFault(error) : error;
    });
  return {
    async put(bytes) {
      const hash = hashOf(bytes);
      const known = await asked(() => store.info(hash));
      if (!known || known.size !== bytes.length) await asked(() => store.putBlob({ name: hash }, bytes));
      return hash;
    },
    get: async (hash) => (await asked(() => store.getBlob(hash))) ?? undefined,
  };
}

/** Files share the log's server and its disk, and what is wrong with these is told as it is of the log. */
const asLogFault = (error: NatsError) =>
  isFull(error)
    ? new LogFull('There is no room for the file.', { cause: error })
    : new LogUnavailable(`The files did not answer: ${error}`, { cause: error });
