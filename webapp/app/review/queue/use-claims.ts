import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { claimUnits } from '../../../../src/api/queue.ts';
import { send } from '../../data/api.ts';
import { useWhoIAm } from '../who-i-am.ts';
import { claimsQuery } from './query.ts';

/** A claim holds for two minutes. */
const renewMs = 60_000;
const pollMs = 5_000;

export type Claims = {
  /** Whether it is known who holds what. */
  isKnown: boolean;
  /** Who I am, as facts name me. */
  me: string;
  /** Who else holds a unit. */
  holderOf: (unit: string) => string | undefined;
  /** Units that others hold, with who they are. */
  held: readonly { unit: string; by: string }[];
};

/** Holds units for me while they are looked at, and knows what others hold. */
export function useClaims(units: readonly string[]): Claims {
  const queryClient = useQueryClient();
  const me = useWhoIAm();
  const others = useQuery({
    ...claimsQuery(),
    refetchInterval: pollMs,
    staleTime: 0,
  });
  const mine = useRef<readonly string[]>([]);
  const wanted = units.join(' ');

  const claim = useCallback(async () => {
    const now = wanted === '' ? [] : wanted.split(' ');
    const release = mine.current.filter((unit) => !now.includes(unit));
    if (now.length + release.length === 0) return;
    mine.current = now;
    try {
      await send(claimUnits, { body: { units: now, release } });
    } catch {
      // Deciding still works; the server decides who was first.
    }
    await queryClient.invalidateQueries({ queryKey: claimsQuery().queryKey });
  }, [wanted, queryClient]);

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
