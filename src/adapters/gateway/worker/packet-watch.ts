import type { PacketNotes } from '../../metrics/metrics.ts';

/** Measures the stages of one packet of a worker page. */
export type PacketWatch = {
  /** Notes when the page sent the packet, in seconds since 1970 by the clock of the worker's device. */
  sent(timestamp: unknown): void;
  /** Waits for a call to the runtime, which replies once its facts are on disk; `laterMs` of a reply is time after that. */
  stored<Reply>(call: Promise<Reply>, laterMs?: (reply: Reply) => number): Promise<Reply>;
  /** The reply is ready. */
  ready(): void;
  /** The reply has been sent. */
  answered(): void;
};

/** If a page's clock is further off, the time in transit is not measured. */
const maxClockErrorSeconds = 3600;

/** Begins to watch a packet that has just been read; `now` is in ms since 1970. */
export function watchPacket(notes: PacketNotes, now: number): PacketWatch {
  const began = performance.now();
  let transitSeconds: number | undefined;
  let storedAt: number | undefined;
  const since = (earlier: number, later = performance.now()) => (later - earlier) / 1000;

  return {
    sent(timestamp) {
      if (typeof timestamp !== 'number' && typeof timestamp !== 'string') return;
      const seconds = now / 1000 - Number(timestamp);
      if (!(Math.abs(seconds) <= maxClockErrorSeconds)) return;
      // By a clock that is fast, the packet was sent in the future.
      transitSeconds = Math.max(0, seconds);
      notes.arriving(transitSeconds);
    },
    async stored(call, laterMs) {
      const decided = performance.now();
      let later = 0;
      notes.deciding(since(began, decided));
      try {
        const reply = await call;
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
      if (transitSeconds !== undefined) notes.end_to_end(transitSeconds + since(began, end));
    },
  };
}
