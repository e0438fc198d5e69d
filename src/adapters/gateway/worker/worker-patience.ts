/** Counts how often somebody asked in this minute. */
export type Patience = {
  /** Whether they may ask once more. */
  allows(who: string): boolean;
};

const minuteMs = 60_000;
const most = 30;

/** Lets everybody ask thirty times a minute; nothing is remembered beyond that minute. */
export function openPatience(now: () => number): Patience {
  let minute = 0;
  let asked = new Map<string, number>();
  return {
    allows(who) {
      const current = Math.floor(now() / minuteMs);
      if (current !== minute) asked = new Map();
      minute = current;
      const times = (asked.get(who) ?? 0) + 1;
      asked.set(who, times);
      return times <= most;
    },
  };
}
