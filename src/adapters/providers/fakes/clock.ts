/** The clock of a simulated provider: times in milliseconds since 1970, and what is due at some of them. */
export type FakeClock = {
  now(): number;
  /** Calls `act` once it is this time; returns a function that cancels it. */
  at(timeMs: number, act: () => void): () => void;
  /** Moves the clock forward, and calls what becomes due on the way, each at its own time. */
  advance(durationMs: number): void;
  close(): void;
};

type Entry = { timeMs: number; order: number; act: () => void };

/** Node fires timers of a longer time at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Opens a clock. With `isReal` it goes with the computer's own, and can be moved forward beside that; without, it stands until it is moved. */
export function openFakeClock({ startMs = Date.now(), isReal = true } = {}): FakeClock {
  const openedMs = performance.now();
  let movedMs = startMs;
  let order = 0;
  const entries = new Set<Entry>();
  let timer: NodeJS.Timeout | undefined;

  const now = () => movedMs + (isReal ? performance.now() - openedMs : 0);

  const next = (upTo: number) => {
    let first: Entry | undefined;
    for (const entry of entries)
      if (entry.timeMs <= upTo && (!first || entry.timeMs < first.timeMs || isBefore(entry, first))) first = entry;
    return first;
  };

  function performDue() {
    for (let entry = next(now()); entry; entry = next(now())) {
      entries.delete(entry);
      entry.act();
    }
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    const first = isReal && next(Number.POSITIVE_INFINITY);
    if (!first) return;
    timer = setTimeout(performDue, Math.min(Math.max(first.timeMs - now(), 0), maxTimerMs));
    timer.unref();
  }

  return {
    now,
    at(timeMs, act) {
      const entry = { timeMs, order: order++, act };
      entries.add(entry);
      schedule();
      return () => void entries.delete(entry);
    },
    advance(durationMs) {
      const endMs = now() + durationMs;
      for (let entry = next(endMs); entry; entry = next(endMs)) {
        entries.delete(entry);
        movedMs += Math.max(0, entry.timeMs - now());
        entry.act();
      }
      movedMs += Math.max(0, endMs - now());
      schedule();
    },
    close: () => clearTimeout(timer),
  };
}

const isBefore = (one: Entry, other: Entry) => one.timeMs === other.timeMs && one.order < other.order;
