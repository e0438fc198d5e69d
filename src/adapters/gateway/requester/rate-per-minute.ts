type Settings = { most: number; now: () => number };

/** How many who send are counted at once; the one that came first is dropped. */
const maxCounted = 10_000;
const minuteMs = 60_000;

/** Counts what each sender sends; returns how many seconds one must wait who has sent too much in this minute, or 0. */
export function openRatePerMinute({ most, now }: Settings): (sender: string) => number {
  const counts = new Map<string, { since: number; count: number }>();
  return (sender) => {
    const nowMs = now();
    const known = counts.get(sender);
    const isCurrent = known !== undefined && nowMs >= known.since && nowMs - known.since < minuteMs;
    const present = isCurrent ? known : { since: nowMs, count: 0 };
    present.count++;
    counts.delete(sender);
    counts.set(sender, present);
    const oldest = counts.keys().next().value;
    if (counts.size > maxCounted && oldest !== undefined) counts.delete(oldest);
    return present.count > most ? Math.ceil((present.since + minuteMs - nowMs) / 1000) : 0;
  };
}
