import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';

/** A text in the address; none if it is empty. */
export const text = z.string().min(1).optional().catch(undefined);

/** One of a few words in the address; anything else counts as the first. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words).default(words[0]).catch(words[0]);

type Change = Record<string, string | undefined>;

/** The state of a screen, which is kept in the address alone, and the way to change some of it. */
export function useAddress<Shape extends z.ZodType>(shape: Shape) {
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
