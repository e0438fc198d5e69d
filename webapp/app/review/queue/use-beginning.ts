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
  change: (changes: { group: string; unit: string }) => unknown;
  queue: ReturnType<typeof useQueue>;
  claims: Claims;
};

/**
 * The current group and unit: those of the address or, when the screen opens without them, the first free unit of the prefetched
 * group. This way the unit is drawn together with the queue, and the address follows.
 */
export function useBeginning({ address, change, queue, claims }: Options): ReviewAddress {
  const queryClient = useQueryClient();
  const [hasBegun, setBegun] = useState(false);
  const isInAddress = address.group !== undefined || address.unit !== undefined;
  if (isInAddress && !hasBegun) setBegun(true);

  const here = useMemo(() => {
    if (isInAddress || hasBegun || !claims.isKnown || queue.isPlaceholderData) return address;
    const group = firstToDo(queue.groups)?.key;
    if (group === undefined) return address;
    const isFree = ({ id, second_opinions: askers }: UnitList['units'][number]) =>
      !askers.includes(claims.me) && claims.holderOf(id) === undefined;
    const known = queryClient.getQueryData<UnitList>(groupQuery({ ...address, group }).queryKey);
    const unit = known?.units.find(isFree)?.id;
    return unit === undefined ? address : { ...address, group, unit };
  }, [isInAddress, hasBegun, address, queue.groups, queue.isPlaceholderData, claims, queryClient]);

  // Lists are for one visit of the screen: on return they are fetched again.
  useEffect(() => () => queryClient.removeQueries({ queryKey: [groupUnits] }), [queryClient]);

  const { group, unit } = here;
  useEffect(() => {
    if (isInAddress || group === undefined || unit === undefined) return;
    // After it is drawn; the user may have opened another screen by then.
    const soon = setTimeout(() => {
      const now = readReviewAddress(parseSearch(location.search));
      if (now.group === undefined && now.unit === undefined) void change({ group, unit });
    });
    return () => clearTimeout(soon);
  }, [isInAddress, group, unit, change]);
  return here;
}
