import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { claimUnits } from '../../../../src/api/queue.ts';
import { tell } from '../../data/api.ts';
import { useWhoIAm } from '../who-i-am.ts';
import { claimsAsked } from './query.ts';

/** How often a claim is renewed, which holds for two minutes, and how often others' claims are looked at, in ms. */
const heartbeatMs = 60_000;
const lookMs = 5_000;

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
  const questions = useQueryClient();
  const me = useWhoIAm();
  const look = useQuery({
    ...claimsAsked(),
    refetchInterval: lookMs,
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
      await tell(claimUnits, { body: { units: now, release } });
    } catch {
      // Deciding still works; the house sorts out who was first.
    }
    await questions.invalidateQueries({ queryKey: claimsAsked().queryKey });
  }, [wanted, questions]);

  useEffect(() => {
    void claim();
    const heart = setInterval(claim, heartbeatMs);
    return () => clearInterval(heart);
  }, [claim]);

  useEffect(() => {
    const letGo = () => {
      const release = [...mine.current];
      mine.current = [];
      if (release.length > 0) void tell(claimUnits, { body: { units: [], release } }).catch(() => undefined);
    };
    addEventListener('pagehide', letGo);
    return () => {
      removeEventListener('pagehide', letGo);
      letGo();
    };
  }, []);

  return useMemo(() => {
    const held = (look.data?.claims ?? []).filter(({ by }) => by !== me);
    const holders = new Map(held.map(({ unit, by }) => [unit, by]));
    return {
      isKnown: look.data !== undefined || look.isError,
      me,
      holderOf: (unit: string) => holders.get(unit),
      held,
    };
  }, [look.data, look.isError, me]);
}
