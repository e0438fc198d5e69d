import type { z } from 'zod';
import { getMe, type Me as MeShape } from '../../../src/api/access.ts';
import type { Role } from '../../../src/api/endpoint.ts';
import { useEndpointQuery } from './api.ts';
import { useReviewerName } from './reviewer-name.ts';

export type Me = z.infer<typeof MeShape>;

const rank: Record<Role, number> = { annotator: 1, reader: 2, reviewer: 3, owner: 4 };

/** The user of this page; undefined until the server has replied. */
export const useMe = (): Me | undefined => useEndpointQuery(getMe, {}).data;

/** Whether this user's role is enough; true until it is known, since the server decides anyway. */
export function useMay(needed: Role): boolean {
  const me = useMe();
  return me === undefined || (me.role !== null && rank[me.role] >= rank[needed]);
}

/** The author of this user's facts: `reviewer:anna`. */
export function useAuthor(): string {
  const me = useMe();
  const name = useReviewerName();
  return me?.by ?? `reviewer:${name ?? 'local'}`;
}
