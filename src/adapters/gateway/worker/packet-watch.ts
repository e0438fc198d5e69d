import type { PacketNotes } from '../../metrics/metrics.ts';

/** Follows one packet of a worker page on its way through the daemon. */
export type PacketWatch = {
  /** Takes in when the page says it sent the packet, in seconds since 1970 by the clock of the worker's device. */
  sent(timestamp: unknown): void;
  /** Waits for a call whose decision is made at once and answered once it is on disk; `laterMs` of a reply came after that. */
  stored<Reply>(asking: Promise<Reply>, laterMs?: (reply: Reply) => number): Promise<Reply>;
  /** The answer is ready. */
  ready(): void;
  /** The answer has been sent. */
  answered(): void;
};

/** A page's clock that is further off says nothing about how long a packet was on its way. */
const maxClockErrorSeconds = 3600;

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
      if (!(Math.abs(seconds) <= maxClockErrorSeconds)) return;
      // A device whose clock is fast has sent its packet in the future.
      onTheWay = Math.max(0, seconds);
      notes.arriving(onTheWay);
    },
    async stored(asking, laterMs) {
      const decided = performance.now();
      let later = 0;
      notes.deciding(since(began, decided));
      try {
        const reply = await asking;
        later = laterMs?.(reply) ?? 0;
        return reply;
      } finally {
        storedAt = performance.now() - later;
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
