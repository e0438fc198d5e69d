import { mkdir, statfs } from 'node:fs/promises';
import { refuse } from '../http/refusals.ts';

/** The bytes of one form, counted from before they are written until they are stored or deleted. */
export type UploadAccount = {
  /** Counts bytes before they are written; refuses if the form has too many, or the disk too little room. */
  take(bytes: number): void;
  /** Assigns them to an agent, which may send `bytesLeft` more; refuses if its uploads in progress exceed that. */
  claim(agent: string, bytesLeft: number): void;
  /** They are now in the agent's own count, or were refused. */
  settle(): void;
  /** Their temporary files are deleted. */
  close(): void;
};

/** Counts the bytes of all uploads in progress. */
export type UploadLedger = {
  /** Opens an account for a form whose files may have `maxBytes` together. */
  open(maxBytes: number): Promise<UploadAccount>;
};

/** The limit of all uploads in progress together, beside half of the free disk. */
const maxWaitingBytes = 4 * 1024 ** 3;

/** Opens the ledger of the uploads in this folder. */
export function openUploadLedger(folder: string, freeOf = freeBytes): UploadLedger {
  let waiting = 0;
  const claimed = new Map<string, number>();

  function note(agent: string, bytes: number) {
    const sum = (claimed.get(agent) ?? 0) + bytes;
    if (sum > 0) claimed.set(agent, sum);
    else claimed.delete(agent);
  }

  return {
    async open(maxBytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Waiting bytes are no longer among the free ones.
      const room = Math.min(maxWaitingBytes, ((await freeOf(folder)) + waiting) / 2);
      let mine = 0;
      let owner: string | undefined;
      const settle = () => {
        if (owner !== undefined) note(owner, -mine);
        owner = undefined;
      };
      return {
        take(bytes) {
          if (mine + bytes > maxBytes) throw refuse('agent/too-many-bytes', { most: maxBytes });
          if (waiting + bytes > room) throw refuse('upload/no-room');
          mine += bytes;
          waiting += bytes;
        },
        claim(agent, bytesLeft) {
          if (mine > 0 && (claimed.get(agent) ?? 0) + mine > bytesLeft)
            throw refuse('agent/too-many-bytes', { most: maxBytes });
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
