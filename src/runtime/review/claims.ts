import { refuse } from '../refusals/refusals.ts';

/** Who is reviewing a unit, and until when (ISO 8601, UTC). */
export type Claim = { unit: string; by: string; until: string };

/** Who is reviewing which unit. Claims are advisory and in memory only; the run itself protects decisions from being overwritten. */
export type Claims = {
  /** Claims units for two minutes from now, except those that others have claimed. */
  claim(units: readonly string[], by: string): { claimed: Claim[]; held: Claim[] };
  /** Moves the claims of these units from an earlier name of their holder to the present one. */
  follow(units: readonly string[], earlier: string, by: string): void;
  /** Releases the caller's claims of these units. */
  release(units: readonly string[], by: string): void;
  /** Throws `review/claimed` if someone else has claimed the unit. */
  assertUnclaimed(unit: string, by: string): void;
  all(): Claim[];
};

const claimMs = 2 * 60_000;

/** Opens an empty set of claims. */
export function openClaims(now: () => number): Claims {
  const held = new Map<string, { by: string; until: number }>();
  const shown = (unit: string, { by, until }: { by: string; until: number }): Claim => ({
    unit,
    by,
    until: new Date(until).toISOString(),
  });

  /** A claim that ends later than `claimMs` from now was made before the clock was set back. */
  const isLive = ({ until }: { until: number }) => until > now() && until <= now() + claimMs;

  function removeExpired() {
    for (const [unit, claim] of held) if (!isLive(claim)) held.delete(unit);
  }

  function heldByOther(unit: string, by: string): Claim | undefined {
    const claim = held.get(unit);
    return claim && claim.by !== by && isLive(claim) ? shown(unit, claim) : undefined;
  }

  return {
    claim(units, by) {
      removeExpired();
      const claimed: Claim[] = [];
      const others: Claim[] = [];
      for (const unit of units) {
        const other = heldByOther(unit, by);
        if (other) {
          others.push(other);
          continue;
        }
        const claim = { by, until: now() + claimMs };
        held.delete(unit);
        held.set(unit, claim);
        claimed.push(shown(unit, claim));
      }
      return { claimed, held: others };
    },
    follow(units, earlier, by) {
      for (const unit of units) {
        const claim = held.get(unit);
        if (claim?.by === earlier) held.set(unit, { ...claim, by });
      }
    },
    release(units, by) {
      for (const unit of units) if (held.get(unit)?.by === by) held.delete(unit);
    },
    assertUnclaimed(unit, by) {
      const other = heldByOther(unit, by);
      if (other) throw refuse('review/claimed', other);
    },
    all() {
      removeExpired();
      return [...held].map(([unit, claim]) => shown(unit, claim));
    },
  };
}
