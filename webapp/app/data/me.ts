import type { z } from 'zod';
import { getMe, type Me as MeShape } from '../../../src/api/access.ts';
import type { Role } from '../../../src/api/endpoint.ts';
import { useAsk } from './api.ts';

export type Me = z.infer<typeof MeShape>;

const rank: Record<Role, number> = { reader: 1, reviewer: 2, owner: 3 };

/** Who uses this page; undefined until the house has said so. */
export const useMe = (): Me | undefined => useAsk(getMe, {}).data;

/** Whether whoever uses this page may do what needs this role; until that is known, yes: the house decides anyway. */
export function useMay(needed: Role): boolean {
  const me = useMe();
  return me === undefined || (me.role !== null && rank[me.role] >= rank[needed]);
}
