import type { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

/** The keys that the query of an endpoint may have; undefined if it ignores others. */
export function knownKeys({ query, ignoresUnknown }: Pick<Endpoint, 'query' | 'ignoresUnknown'>): string[] | undefined {
  return ignoresUnknown ? undefined : Object.keys((query as z.ZodObject | undefined)?.shape ?? {});
}

/** The keys of a query that its endpoint does not know. */
export function unknownKeys(endpoint: Pick<Endpoint, 'query' | 'ignoresUnknown'>, query: unknown): string[] {
  const known = knownKeys(endpoint);
  return known ? Object.keys(query ?? {}).filter((key) => !known.includes(key)) : [];
}

/** The keys of a query that have no value, which would filter nothing or everything. */
export const emptyKeys = (query: unknown): string[] =>
  Object.entries(query ?? {}).flatMap(([key, value]) => (value === '' ? key : []));
