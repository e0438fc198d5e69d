import { refuse } from '../refusals/refusals.ts';

/** Who looks at a unit, and until when (ISO 8601, UTC). */
export type Claim = { unit: string; by: string; until: string };

/** Who is looking at which unit. It is a courtesy and lives in memory: what keeps decisions from being overwritten is the run. */
export type Claims = {
  /** Holds units for two minutes from now; those that somebody else holds stay theirs. */
  claim(units: readonly string[], by: string): { claimed: Claim[]; held: Claim[] };
  /** Lets go of units, if they are held by whoever asks. */
  release(units: readonly string[], by: string): void;
  /** Throws `review/claimed` if somebody else is looking at the unit. */
  insist(unit: string, by: string): void;
  all(): Claim[];
};

const holdMs = 2 * 60_000;

/** Opens the claims, with none. */
export function openClaims(now: () => number): Claims {
  const held = new Map<string, { by: string; until: number }>();
  const shown = (unit: string, { by, until }: { by: string; until: number }): Claim => ({
    unit,
    by,
    until: new Date(until).toISOString(),
  });

  /** No claim is longer than `holdMs`: one that seems to be is from before the clock was set back. */
  const isLive = ({ until }: { until: number }) => until > now() && until <= now() + holdMs;

  function forget() {
    for (const [unit, claim] of held) if (!isLive(claim)) held.delete(unit);
  }

  function heldByOther(unit: string, by: string): Claim | undefined {
    const claim = held.get(unit);
    return claim && claim.by !== by && isLive(claim) ? shown(unit, claim) : undefined;
  }

  return {
    claim(units, by) {
      forget();
      const claimed: Claim[] = [];
      const others: Claim[] = [];
      for (const unit of units) {
        const other = heldByOther(unit, by);
        if (other) {
          others.push(other);
          continue;
        }
        const claim = { by, until: now() + holdMs };
        held.delete(unit);
        held.set(unit, claim);
        claimed.push(shown(unit, claim));
      }
      return { claimed, held: others };
    },
    release(units, by) {
      for (const unit of units) if (held.get(unit)?.by === by) held.delete(unit);
    },
    insist(unit, by) {
      const other = heldByOther(unit, by);
      if (other) throw refuse('review/claimed', other);
    },
    all() {
      forget();
      return [...held].map(([unit, claim]) => shown(unit, claim));
    },
  };
}
