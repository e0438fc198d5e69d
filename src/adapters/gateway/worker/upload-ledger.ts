import { mkdir, statfs } from 'node:fs/promises';
import { refuse } from '../http/refusals.ts';

/** The bytes of one form: counted before they are written, until they are stored for good or gone. */
export type UploadAccount = {
  /** Counts bytes that are about to be written; refuses if that is more than one form may have, or than there is room for. */
  take(bytes: number): void;
  /** Assigns them to an agent, which may send `bytesLeft` more; refuses if all of its uploads under way come to more. */
  claim(agent: string, bytesLeft: number): void;
  /** The agent's own count has them now, or they were refused. */
  settle(): void;
  /** Their temporary files are gone. */
  close(): void;
};

/** Counts what is being uploaded, over all requests. */
export type UploadLedger = {
  /** Opens an account for a form whose files may come to `most` bytes. */
  open(most: number): Promise<UploadAccount>;
};

/** The limit of all forms that are being read together; half of the free disk is another. */
const maxWaitingBytes = 4 * 1024 ** 3;

/** Opens a ledger for forms that wait in this folder. */
export function openUploadLedger(folder: string, freeOf = freeBytes): UploadLedger {
  let waiting = 0;
  const claimed = new Map<string, number>();

  function note(agent: string, bytes: number) {
    const sum = (claimed.get(agent) ?? 0) + bytes;
    if (sum > 0) claimed.set(agent, sum);
    else claimed.delete(agent);
  }

  return {
    async open(most) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // What waits has left the free bytes already.
      const room = Math.min(maxWaitingBytes, ((await freeOf(folder)) + waiting) / 2);
      let mine = 0;
      let owner: string | undefined;
      const settle = () => {
        if (owner !== undefined) note(owner, -mine);
        owner = undefined;
      };
      return {
        take(bytes) {
          if (mine + bytes > most) throw refuse('agent/too-many-bytes', { most });
          if (waiting + bytes > room) throw refuse('upload/no-room');
          mine += bytes;
          waiting += bytes;
        },
        claim(agent, bytesLeft) {
          if (mine > 0 && (claimed.get(agent) ?? 0) + mine > bytesLeft) throw refuse('agent/too-many-bytes', { most });
          owner = agent;
          note(agent, mine);
        },
        settle,
        close() {
          settle();
          waiting -= mine;
          mine = 0;
        },
      };
    },
  };
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
