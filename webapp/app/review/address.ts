import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { RawSearch } from '../data/search.ts';

type Change = Record<string, string | undefined>;

/** The state of a screen, which is kept in the address, and a function to change parts of it. */
export function useAddress<Address>(read: (raw: RawSearch) => Address) {
  const search = useSearch({ strict: false }) as RawSearch;
  const navigate = useNavigate();
  const address = useMemo(() => read(search), [read, search]);
  const change = useCallback(
    (changes: Change, { replace = true } = {}) => {
      const merged = (before: Record<string, unknown>) => {
        const entries = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined);
        return Object.fromEntries(entries.filter(([, value]) => value !== ''));
      };
      return navigate({ to: '.', search: merged as never, replace });
    },
    [navigate],
  );
  return [address, change] as const;
}
