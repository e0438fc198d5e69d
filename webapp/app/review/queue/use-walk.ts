import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { unitQuery } from '../../data/queries.ts';
import type { ReviewAddress } from './address.ts';
import { firstToDo } from './query.ts';
import { type Decisions, isDecided, nextUnit, unitBefore } from './session-decisions.ts';
import type { Claims } from './use-claims.ts';
import type { useGroupUnits, useQueue } from './use-queue.ts';

type Options = {
  address: ReviewAddress;
  change: (changes: { group?: string; unit?: string }) => unknown;
  queue: ReturnType<typeof useQueue>;
  list: ReturnType<typeof useGroupUnits>;
  claims: Claims;
  decided: Decisions;
};

/** Walks through the queue: from unit to unit, and from group to group. */
export function useWalk({ address, change, queue, list, claims, decided }: Options) {
  const { group, unit } = address;
  const queryClient = useQueryClient();
  /** Groups without units left for this user. */
  const exhausted = useRef(new Set<string>());
  const units = useMemo(() => list.rows.map(({ id }) => id), [list.rows]);
  const waitForOthers = useMemo(
    () => new Set(list.rows.filter(({ second_opinions: askers }) => askers.includes(claims.me)).map(({ id }) => id)),
    [list.rows, claims.me],
  );

  const isToDo = useCallback(
    (id: string, now: Decisions) => !isDecided(now, id) && !waitForOthers.has(id) && claims.holderOf(id) === undefined,
    [waitForOthers, claims],
  );
  const after = useCallback(
    (id: string | undefined, now: Decisions) => nextUnit(units, id, (one) => one !== id && isToDo(one, now)),
    [units, isToDo],
  );

  const leaveGroup = useCallback(() => {
    if (group) exhausted.current.add(group);
    const next = firstToDo(queue.groups, (key) => exhausted.current.has(key));
    return change({ group: next?.key, unit: undefined });
  }, [group, queue.groups, change]);

  /** Moves on from a unit: to the next one to do, then to new ones of the group, then to the next group. */
  const moveOn = useCallback(
    (from: string | undefined, now: Decisions) => {
      const next = after(from, now);
      if (next) return change({ group, unit: next });
      // The list of this group is loading; then its first unit to do is shown.
      if (list.isPending) return change({ unit: undefined });
      if (!list.hasMore) return leaveGroup();
      return list.refetch().then(() => change({ unit: undefined }));
    },
    [after, change, group, leaveGroup, list],
  );

  const isReady = claims.isKnown && !queue.isPending && !queue.isPlaceholderData;
  const { task, run, by, order, second } = address;
  const of = [task, run, by, order, second].join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another queue has other groups.
  useEffect(() => exhausted.current.clear(), [of]);
  useEffect(() => {
    if (!isReady) return;
    if (group === undefined) {
      const first = firstToDo(queue.groups, (key) => exhausted.current.has(key));
      if (first && unit === undefined) void change({ group: first.key });
      return;
    }
    if (unit !== undefined || list.isPending || list.isFetching) return;
    const first = nextUnit(units, undefined, (one) => isToDo(one, decided));
    if (first) void change({ unit: first });
    else void leaveGroup();
  }, [isReady, group, unit, queue.groups, list.isPending, list.isFetching, units, isToDo, decided, change, leaveGroup]);

  const upNext = useMemo(() => after(unit, decided), [after, unit, decided]);
  useEffect(() => {
    if (upNext) void queryClient.prefetchQuery(unitQuery(upNext));
  }, [upNext, queryClient]);

  return {
    units,
    upNext,
    moveOn,
    goBack: () => {
      const before = unitBefore(units, unit);
      if (before) void change({ group, unit: before });
    },
    /** Opens a group, also one that had no units left before. */
    open: (key: string) => {
      exhausted.current.delete(key);
      void change({ group: key, unit: undefined });
    },
    /** Starts again with all groups. */
    again: () => {
      exhausted.current.clear();
      void queue.refetch();
      void change({ group: undefined, unit: undefined });
    },
    isAtEnd: isReady && group === undefined && unit === undefined && !queue.isFetching,
  };
}
