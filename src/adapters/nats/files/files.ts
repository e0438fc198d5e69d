import { type NatsConnection, NatsError, type ObjectResult, type ObjectStore } from 'nats';
import { LogFull, LogUnavailable } from '../../../events/log.ts';
import { hashOf, type RemovableFiles } from '../../../runtime/ports/files.ts';
import type { Heartbeat } from '../log/heartbeat.ts';
import { isFull } from '../log/stream.ts';
import { openObjectChunks } from './chunks.ts';
import { openHolds } from './holds.ts';

const STORE = 'MANYHANDS_FILES';

/** Files in a JetStream object store beside the log; calls fail at once while the server is silent. */
export async function jetStreamFiles(
  connection: NatsConnection,
  { unlessSilent }: Pick<Heartbeat, 'unlessSilent'> = { unlessSilent: (work) => work() },
): Promise<RemovableFiles> {
  const store: ObjectStore = await connection.jetstream().views.os(STORE, { description: 'Files of answers' });
  const attempt = <Reply>(work: () => Promise<Reply>) =>
    unlessSilent(work).catch((error) => {
      throw error instanceof NatsError ? asLogFault(error) : error;
    });
  const chunks = await openObjectChunks(connection, STORE);
  const holds = openHolds();
  /** Operations in progress, by file: a file is stored or removed by one caller at a time. */
  const inProgress = new Map<string, Promise<unknown>>();

  async function alone<Outcome>(hash: string, work: () => Promise<Outcome>): Promise<Outcome> {
    for (let other = inProgress.get(hash); other; other = inProgress.get(hash)) await other.catch(() => undefined);
    const mine = work();
    inProgress.set(hash, mine);
    try {
      return await mine;
    } finally {
      inProgress.delete(hash);
    }
  }

  return {
    hold: holds.begin,
    async put(bytes, hold) {
      const hash = hashOf(bytes);
      hold.add(hash);
      // If the caller stops waiting, the file is still stored to its end.
      await attempt(() =>
        alone(hash, async () => {
          const known = await store.info(hash);
          if (!known || known.size !== bytes.length) await store.putBlob({ name: hash }, bytes);
        }),
      );
      return hash;
    },
    get: (hash) =>
      attempt(async () => {
        const info = await store.info(hash);
        if (!info) return undefined;
        try {
          if ((await chunks.piecesOf(info.nuid)) !== info.chunks) throw notToItsEnd(hash);
          const found = await store.get(hash);
          return found ? await readToItsEnd(hash, found) : undefined;
        } catch (fault) {
          // A file that was removed while it was read is not damaged.
          if (await store.info(hash)) throw fault;
          return undefined;
        }
      }),
    isHeld: holds.has,
    watchHolds: holds.watch,
    async list() {
      return (await store.list()).map(({ name, mtime }) => ({ hash: name, at: Date.parse(mtime) }));
    },
    async complete() {
      const listed = await store.list();
      const pieces = await chunks.pieces();
      return new Set(listed.filter(({ nuid, chunks }) => (pieces.get(nuid) ?? 0) === chunks).map(({ name }) => name));
    },
    remove: (hash) =>
      alone(hash, async () => {
        if (holds.has(hash)) return;
        const known = await store.info(hash);
        if (known && !holds.has(hash)) await chunks.remove(hash, known.nuid);
      }),
    async removePieces() {
      const begun = (await chunks.pieces()).keys();
      const whole = new Set((await store.list()).map(({ nuid }) => nuid));
      let removed = 0;
      for (const nuid of begun) if (!whole.has(nuid) && (await chunks.removeOlder(nuid))) removed++;
      return removed;
    },
  };
}

/** How long to wait for the next piece of a file: a server skips pieces that it cannot read without an error. */
const stallTimeoutMs = 5000;

const notToItsEnd = (hash: string, cause?: unknown) =>
  new LogUnavailable(`The file ${hash} cannot be read to its end.`, { cause });

async function readToItsEnd(hash: string, { data, error }: ObjectResult): Promise<Uint8Array> {
  // Reading ends with the same error.
  error.catch(() => undefined);
  const reader = data.getReader();
  const pieces: Uint8Array[] = [];
  let stalled: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      const stall = new Promise<never>((_, reject) => {
        stalled = setTimeout(() => reject(notToItsEnd(hash)), stallTimeoutMs);
      });
      const { done, value } = await Promise.race([reader.read(), stall]);
      clearTimeout(stalled);
      if (done) return Buffer.concat(pieces);
      pieces.push(value);
    }
  } catch (fault) {
    await reader.cancel().catch(() => undefined);
    throw fault instanceof LogUnavailable ? fault : notToItsEnd(hash, fault);
  } finally {
    clearTimeout(stalled);
  }
}

/** Files share the log's server and disk, so their errors are those of the log. */
const asLogFault = (error: NatsError) =>
  isFull(error)
    ? new LogFull('There is no room for the file.', { cause: error })
    : new LogUnavailable(`The file store did not respond: ${error}`, { cause: error });
