import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { claimUnits } from '../../../../src/api/queue.ts';
import { send } from '../../data/api.ts';
import { useAuthor, useMe } from '../../data/current-user.ts';
import { useReviewerName } from '../../data/reviewer-name.ts';
import { claimsQuery } from './query.ts';

/** How often claims are renewed, which expire after two minutes. */
const renewMs = 60_000;
const pollMs = 5_000;
/** The name of whoever has set none. */
const nameless = 'local';

export type Claims = {
  /** Whether the claims are loaded. */
  isKnown: boolean;
  /** This user, as the author of facts. */
  me: string;
  /** The other user who holds a unit, if there is one. */
  holderOf: (unit: string) => string | undefined;
  /** The units that others hold. */
  held: readonly { unit: string; by: string }[];
};

/** Claims units while they are open, and knows the claims of others. */
export function useClaims(units: readonly string[]): Claims {
  const queryClient = useQueryClient();
  const me = useAuthor();
  const hasAccount = (useMe()?.login ?? 'none') !== 'none';
  const name = useReviewerName();
  /** The name under which the units were claimed last. */
  const claimedAs = useRef<string>(undefined);
  const others = useQuery({
    ...claimsQuery(),
    refetchInterval: pollMs,
    staleTime: 0,
  });
  const mine = useRef<readonly string[]>([]);
  const key = units.join(' ');

  const claim = useCallback(async () => {
    const now = key === '' ? [] : key.split(' ');
    const release = mine.current.filter((unit) => !now.includes(unit));
    if (now.length + release.length === 0) return;
    mine.current = now;
    const present = name ?? nameless;
    const earlier = claimedAs.current;
    claimedAs.current = present;
    const earlier_name = hasAccount || earlier === present ? undefined : earlier;
    try {
      await send(claimUnits, { body: { units: now, release, earlier_name } });
    } catch {
      // Decisions work without claims; the first one counts.
    }
    await queryClient.invalidateQueries({ queryKey: claimsQuery().queryKey });
  }, [key, name, hasAccount, queryClient]);

  useEffect(() => {
    void claim();
    const heart = setInterval(claim, renewMs);
    return () => clearInterval(heart);
  }, [claim]);

  useEffect(() => {
    const releaseAll = () => {
      const release = [...mine.current];
      mine.current = [];
      if (release.length > 0) void send(claimUnits, { body: { units: [], release } }).catch(() => undefined);
    };
    addEventListener('pagehide', releaseAll);
    return () => {
      removeEventListener('pagehide', releaseAll);
      releaseAll();
    };
  }, []);

  return useMemo(() => {
    const held = (others.data?.claims ?? []).filter(({ by }) => by !== me);
    const holders = new Map(held.map(({ unit, by }) => [unit, by]));
    return {
      isKnown: others.data !== undefined || others.isError,
      me,
      holderOf: (unit: string) => holders.get(unit),
      held,
    };
  }, [others.data, others.isError, me]);
}
