import type { FreeUnit, FreeUnits, WorkerInRun } from './free-units.ts';
import { fraction, type OpenInOrder } from './next-in-order.ts';
import { countWhile, idAt, sizeOf } from './sorted-ids.ts';

/**
 * Every assignment with a free unit that a worker has had no unit of, one after the other in the order in which they are given out: for
 * tasks whose code says which of them a worker may have. Of these groups, those come first.
 */
export function* freeFor(
  freeUnits: FreeUnits,
  worker: WorkerInRun | undefined,
  groups: readonly string[] = [],
): Iterable<FreeUnit> {
  const seen = new Set<number>();
  for (const index of inOrder(freeUnits, worker, groups)) {
    if (worker?.had.has(index) || seen.has(index)) continue;
    const place = placeIn(freeUnits, index);
    if (place === undefined) continue;
    seen.add(index);
    yield { index, place };
  }
}

/** The free unit of an assignment, for a worker who has had none of it. */
export function freeAt(freeUnits: FreeUnits, worker: WorkerInRun | undefined, index: number): FreeUnit | undefined {
  const place = worker?.had.has(index) ? undefined : placeIn(freeUnits, index);
  return place === undefined ? undefined : { index, place };
}

function placeIn({ back, fresh, sizes }: FreeUnits, index: number): number | undefined {
  const returned = back.get(index);
  if (returned?.length) return Math.min(...returned);
  const place = fresh[index] ?? 0;
  return place < (sizes[index] ?? 0) ? place : undefined;
}

function* inOrder(freeUnits: FreeUnits, worker: WorkerInRun | undefined, groups: readonly string[]): Iterable<number> {
  if (freeUnits.inOrder) {
    yield* openOnes(freeUnits.inOrder, groups);
    return;
  }
  yield* freeUnits.backOrder;
  const first = Math.max(freeUnits.firstFresh, worker?.cursor ?? 0);
  for (let index = first; index < freeUnits.sizes.length; index++) yield index;
}

function* openOnes(order: OpenInOrder, groups: readonly string[]): Iterable<number> {
  const { open, groupOf } = order;
  for (const name of groups) {
    const group = order.groups.get(name);
    for (let at = 0; at < sizeOf(open); at++) {
      const id = idAt(open, at);
      if (id !== undefined && groupOf[id] === group) yield id;
    }
  }
  const size = sizeOf(open);
  const start = startOf(order);
  for (let nth = 0; nth < size; nth++) {
    const id = idAt(open, (start + nth) % size);
    if (id !== undefined) yield id;
  }
}

/** Where the order goes on: behind the last group that had its turn, anywhere if it is random, else at the beginning. */
function startOf({ order, open, groupOf, lastGroup, given }: OpenInOrder): number {
  if (order.roundRobin !== undefined) return countWhile(open, (id) => (groupOf[id] ?? 0) <= lastGroup);
  return order.by === 'random' && order.priority === undefined
    ? Math.floor(fraction(order.seed ?? 0, given) * sizeOf(open))
    : 0;
}
