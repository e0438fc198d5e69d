import type { NatsConnection } from 'nats';

/** The pieces in which an object store keeps its objects. */
type ObjectChunks = {
  /** The ids of all objects of which some piece is stored, and how many pieces of each there are. */
  pieces(): Promise<ReadonlyMap<string, number>>;
  /** How many pieces of an object are stored. */
  piecesOf(nuid: string): Promise<number>;
  /** Removes an object with its name; the store's own method would leave a marker for each. */
  remove(name: string, nuid: string): Promise<void>;
  /** Removes the pieces of an object if the last of them was stored before this was opened. */
  removeOlder(nuid: string): Promise<boolean>;
};

/** Opens the stream of an object store; `removeOlder` never removes what is stored from now on. */
export async function openObjectChunks(connection: NatsConnection, store: string): Promise<ObjectChunks> {
  const { streams } = await connection.jetstreamManager();
  const stream = `OBJ_${store}`;
  const piecesOf = (nuid: string) => `$O.${store}.C.${nuid}`;
  const nameOf = (name: string) => `$O.${store}.M.${base64(name)}`;
  const { last_seq: opened } = (await streams.info(stream)).state;
  const purge = (filter: string) => streams.purge(stream, { filter });

  return {
    async pieces() {
      const { state } = await streams.info(stream, { subjects_filter: piecesOf('*') });
      const counts = Object.entries(state.subjects ?? {});
      return new Map(counts.map(([subject, count]) => [subject.slice(piecesOf('').length), count]));
    },
    async piecesOf(nuid) {
      const { state } = await streams.info(stream, { subjects_filter: piecesOf(nuid) });
      return state.subjects?.[piecesOf(nuid)] ?? 0;
    },
    async remove(name, nuid) {
      // Without its name the object is gone; the next start finds pieces that an interruption left.
      await purge(nameOf(name));
      await purge(piecesOf(nuid));
    },
    async removeOlder(nuid) {
      const { seq } = await streams.getMessage(stream, { last_by_subj: piecesOf(nuid) });
      if (seq > opened) return false;
      await purge(piecesOf(nuid));
      return true;
    },
  };
}

/** URL-safe base64 with padding, as the store writes names into subjects. */
const base64 = (name: string): string => Buffer.from(name).toString('base64').replace(/\+/g, '-').replace(/\//g, '_');
