import type { PacketNotes } from '../../metrics/metrics.ts';

/** Follows one packet of a worker page on its way through the house. */
export type PacketWatch = {
  /** Takes in when the page says it sent the packet, in seconds since 1970 by the clock of the worker's device. */
  sent(timestamp: unknown): void;
  /** Waits for a decision: it is made when it is asked for, and heard of when it is on disk. */
  stored<Outcome>(asking: Promise<Outcome>): Promise<Outcome>;
  /** The answer is ready. */
  ready(): void;
  /** The answer has left the house. */
  answered(): void;
};

/** A clock that is further off than this, in seconds, says nothing about the way. */
const believable = 3600;

/** Begins to watch a packet that has just been read; `now` is in ms since 1970. */
export function watchPacket(notes: PacketNotes, now: number): PacketWatch {
  const began = performance.now();
  let onTheWay: number | undefined;
  let storedAt: number | undefined;
  const since = (earlier: number, later = performance.now()) => (later - earlier) / 1000;

  return {
    sent(timestamp) {
      if (typeof timestamp !== 'number' && typeof timestamp !== 'string') return;
      const seconds = now / 1000 - Number(timestamp);
      if (!(Math.abs(seconds) <= believable)) return;
      // A device whose clock is fast has sent its packet in the future.
      onTheWay = Math.max(0, seconds);
      notes.arriving(onTheWay);
    },
    async stored(asking) {
      const decided = performance.now();
      notes.deciding(since(began, decided));
      try {
        return await asking;
      } finally {
        storedAt = performance.now();
        notes.storing(since(decided, storedAt));
      }
    },
    ready() {
      notes.inHand(since(began));
    },
    answered() {
      if (storedAt === undefined) return;
      const end = performance.now();
      notes.answering(since(storedAt, end));
      if (onTheWay !== undefined) notes.end_to_end(onTheWay + since(began, end));
    },
  };
}
