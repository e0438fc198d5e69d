import { createHash } from 'node:crypto';
import type { NatsConnection, ObjectStore } from 'nats';

/** Where the files of answers lie: each under the SHA-256 of its bytes, on disk before anyone is told. */
export interface Files {
  /** Keeps the bytes and gives their name; the same bytes are kept once. */
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Uint8Array | undefined>;
}

/** The name of a file in the store: the SHA-256 of its bytes in hexadecimal. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const STORE = 'MANYHANDS_FILES';

/** Files in a JetStream object store beside the log. */
export async function jetStreamFiles(connection: NatsConnection): Promise<Files> {
  const store: ObjectStore = await connection.jetstream().views.os(STORE, { description: 'Files of answers' });
  return {
    async put(bytes) {
      const hash = hashOf(bytes);
      const known = await store.info(hash);
      if (!known || known.size !== bytes.length) await store.putBlob({ name: hash }, bytes);
      return hash;
    },
    async get(hash) {
      return (await store.getBlob(hash)) ?? undefined;
    },
  };
}
