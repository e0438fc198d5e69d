import { refuse } from '../http/refusals.ts';

type Count = { failures: number; openAt: number; forgetAt: number };

/** A limit on failures: the first `free` ones cost nothing, then each doubles the wait. */
type Limit = { free: number; maxWaitMs: number };
type Key = [key: string, limit: Limit];

// A user who mistypes waits half a minute; guessing gets a few attempts an hour, from one address or from many.
const limits = {
  pair: { free: 5, maxWaitMs: 15 * 60_000 },
  address: { free: 30, maxWaitMs: 15 * 60_000 },
  name: { free: 50, maxWaitMs: 60_000 },
} satisfies Record<string, Limit>;

const firstWaitMs = 30_000;
const forgetAfterMs = 60 * 60_000;
const maxKept = 20_000;

/** Counts failed sign-ins, known and unknown names alike, for each name, each address and both together. */
export function countAttempts(now: () => number) {
  const counts = new Map<string, Count>();

  function keysOf(name: string, address: string): [pair: Key, address: Key, name: Key] {
    const who = name.toLowerCase().slice(0, 64);
    return [
      [`pair ${who} ${address}`, limits.pair],
      [`address ${address}`, limits.address],
      [`name ${who}`, limits.name],
    ];
  }

  /** The remaining wait, in ms; 0 if it exceeds the limit, since the clock was set back then. */
  function leftOf(openAt: number, { maxWaitMs }: Limit): number {
    const left = openAt - now();
    return left > maxWaitMs ? 0 : left;
  }

  function count(key: string, { free, maxWaitMs }: Limit): void {
    const known = counts.get(key);
    const failures = known && known.forgetAt > now() ? known.failures + 1 : 1;
    const waitMs = failures < free ? 0 : Math.min(firstWaitMs * 2 ** Math.min(failures - free, 30), maxWaitMs);
    // Deleted and set again, so that the least recently used key comes first.
    counts.delete(key);
    counts.set(key, { failures, openAt: now() + waitMs, forgetAt: now() + forgetAfterMs });
    const oldest = counts.keys().next().value;
    if (counts.size > maxKept && oldest !== undefined) counts.delete(oldest);
  }

  return {
    /** Counts an attempt as failed before its outcome is known, so that parallel ones count; refuses if there were too many. */
    begin(name: string, address: string): void {
      const keys = keysOf(name, address);
      const waitMs = Math.max(...keys.map(([key, limit]) => leftOf(counts.get(key)?.openAt ?? 0, limit)));
      if (waitMs > 0) throw refuse('access/too-many-attempts', { seconds: Math.ceil(waitMs / 1000) });
      for (const [key, limit] of keys) count(key, limit);
    },
    /** The attempt succeeded. The address keeps its earlier failures: signing in to one account does not reset guessing at others. */
    succeed(name: string, address: string): void {
      const [[pair], [byAddress], [byName]] = keysOf(name, address);
      counts.delete(pair);
      counts.delete(byName);
      const counted = counts.get(byAddress);
      if (counted) counts.set(byAddress, { ...counted, failures: counted.failures - 1, openAt: 0 });
    },
  };
}
