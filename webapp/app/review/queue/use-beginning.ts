import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { z } from 'zod';
import type { listUnits } from '../../../../src/api/units.ts';
import { parseSearch } from '../../data/search.ts';
import { type ReviewAddress, readReviewAddress } from './address.ts';
import { firstToDo, groupQuery, groupUnits } from './query.ts';
import type { Claims } from './use-claims.ts';
import type { useQueue } from './use-queue.ts';

type UnitList = z.output<typeof listUnits.reply>;
type Options = {
  address: ReviewAddress;
  change: (wanted: { group: string; unit: string }) => unknown;
  queue: ReturnType<typeof useQueue>;
  claims: Claims;
};

/**
 * Where one is: what the address says, or on the way in, if it does not say yet, the first free unit of the group whose list came
 * before the screen did. So the unit is drawn together with the queue, and the address follows.
 */
export function useBeginning({ address, change, queue, claims }: Options): ReviewAddress {
  const queryClient = useQueryClient();
  const [hasBegun, setBegun] = useState(false);
  const isSaid = address.group !== undefined || address.unit !== undefined;
  if (isSaid && !hasBegun) setBegun(true);

  const here = useMemo(() => {
    if (isSaid || hasBegun || !claims.isKnown || queue.isPlaceholderData) return address;
    const group = firstToDo(queue.groups)?.key;
    if (group === undefined) return address;
    const isFree = ({ id, second_opinion }: UnitList['units'][number]) =>
      second_opinion !== claims.me && claims.holderOf(id) === undefined;
    const known = queryClient.getQueryData<UnitList>(groupQuery({ ...address, group }).queryKey);
    const unit = known?.units.find(isFree)?.id;
    return unit === undefined ? address : { ...address, group, unit };
  }, [isSaid, hasBegun, address, queue.groups, queue.isPlaceholderData, claims, queryClient]);

  // A list is of one sitting: on return it is fetched again.
  useEffect(() => () => queryClient.removeQueries({ queryKey: [groupUnits] }), [queryClient]);

  const { group, unit } = here;
  useEffect(() => {
    if (isSaid || group === undefined || unit === undefined) return;
    // Only once it is drawn; the user may have gone elsewhere by then.
    const soon = setTimeout(() => {
      const now = readReviewAddress(parseSearch(location.search));
      if (now.group === undefined && now.unit === undefined) void change({ group, unit });
    });
    return () => clearTimeout(soon);
  }, [isSaid, group, unit, change]);
  return here;
}
