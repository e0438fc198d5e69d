import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import * as z from 'zod/mini';

/** A text in the address; none if it is empty. */
export const text = z.catch(z.optional(z.string().check(z.minLength(1))), undefined);

/** One of a few words in the address; anything else counts as the first. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.catch(z._default(z.enum(words), words[0] as never), words[0] as never);

type Change = Record<string, string | undefined>;

/** The state of a screen, which is kept in the address alone, and the way to change some of it. */
export function useAddress<Shape extends z.ZodMiniType>(shape: Shape) {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const address = useMemo(() => shape.parse(search), [shape, search]);
  const change = useCallback(
    (wanted: Change, { replace = true } = {}) => {
      const merged = (before: Record<string, unknown>) => {
        const entries = Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== undefined);
        return Object.fromEntries(entries.filter(([, value]) => value !== ''));
      };
      return navigate({ to: '.', search: merged as never, replace });
    },
    [navigate],
  );
  return [address as z.output<Shape>, change] as const;
}
