import type { UnitId, WorkerId } from '../events/ids.ts';

/** What a run remembers of one worker: the assignments they have had a unit of, the units they hold, the last one at the end, and how many they have submitted. */
export type WorkerInRun = { had: Set<number>; held: UnitId[]; submitted: number; cursor: number };

/** A free unit: the index of its assignment and its place there. */
export type FreeUnit = { index: number; place: number };

/**
 * Which units are free, arranged so that the next one for a worker is found without a search.
 *
 * Fresh units go out in order, so one number per assignment says which; units that came back are few and listed.
 * A worker's cursor stands behind all assignments they have had or found taken, and only ever moves on.
 */
export type FreeUnits = {
  /** Per assignment: how many units it has, and how many of them have ever gone out (the first ones). */
  sizes: number[];
  fresh: number[];
  /** No assignment before this index has a fresh unit. */
  firstFresh: number;
  /** Places that are open again, per assignment index; indices in ascending order. */
  back: Map<number, number[]>;
  backOrder: number[];
};

/** The free units of a new run. */
export const noFreeUnits = (): FreeUnits => ({ sizes: [], fresh: [], firstFresh: 0, back: new Map(), backOrder: [] });

/** A new assignment with `units` fresh units. */
export function add(freeUnits: FreeUnits, units: number): void {
  freeUnits.sizes.push(units);
  freeUnits.fresh.push(0);
}

/**
 * Every assignment has at least `units` units from now on; says which have grown, and by how many. Fresh units are then
 * anywhere again, so that workers look from the beginning.
 */
export function grow(
  freeUnits: FreeUnits,
  units: number,
  workers: Iterable<WorkerInRun>,
): { index: number; by: number }[] {
  const grown: { index: number; by: number }[] = [];
  freeUnits.sizes.forEach((size, index) => {
    if (size >= units) return;
    freeUnits.sizes[index] = units;
    grown.push({ index, by: units - size });
  });
  freeUnits.firstFresh = 0;
  for (const worker of workers) worker.cursor = 0;
  return grown;
}

/** The first free unit, in order, of an assignment this worker has had no unit of. */
export function pick(
  { sizes, fresh, firstFresh, back, backOrder }: FreeUnits,
  worker?: WorkerInRun,
): FreeUnit | undefined {
  for (const index of backOrder) {
    if (!worker?.had.has(index)) return { index, place: Math.min(...(back.get(index) ?? [])) };
  }
  for (let index = Math.max(firstFresh, worker?.cursor ?? 0); index < sizes.length; index++) {
    const place = fresh[index] ?? 0;
    if (place < (sizes[index] ?? 0) && !worker?.had.has(index)) return { index, place };
  }
  return undefined;
}

/**
 * The first unit that came back of an assignment this worker has had a unit of and may have again. A unit whose last holder they
 * were comes first, since its earlier answer then has no other unit to count for.
 */
export function pickAgain(
  { back, backOrder }: FreeUnits,
  worker: WorkerInRun,
  may: (index: number) => boolean,
  wasTheirs: (freeUnit: FreeUnit) => boolean,
): FreeUnit | undefined {
  for (const index of backOrder) {
    if (!worker.had.has(index) || !may(index)) continue;
    const places = [...(back.get(index) ?? [])].sort((a, b) => a - b).map((place) => ({ index, place }));
    return places.find(wasTheirs) ?? places[0];
  }
  return undefined;
}

/** Whether a unit has never gone out and never been withdrawn. */
export const isFresh = ({ fresh }: FreeUnits, { index, place }: FreeUnit): boolean => place >= (fresh[index] ?? 0);

/** The unit is no longer free: given out, or withdrawn. Fresh units before it that stay free are listed with those that came back. */
export function take(freeUnits: FreeUnits, freeUnit: FreeUnit, worker?: WorkerInRun): void {
  const { index, place } = freeUnit;
  const { fresh, sizes } = freeUnits;
  if (isFresh(freeUnits, freeUnit)) {
    for (let free = fresh[index] ?? 0; free < place; free++) giveBack(freeUnits, { index, place: free });
    fresh[index] = place + 1;
    if (worker) worker.cursor = Math.max(worker.cursor, index + 1);
    let first = freeUnits.firstFresh;
    while (first < sizes.length && (fresh[first] ?? 0) >= (sizes[first] ?? 0)) first++;
    freeUnits.firstFresh = first;
    return;
  }
  const left = (freeUnits.back.get(index) ?? []).filter((other) => other !== place);
  if (left.length) freeUnits.back.set(index, left);
  else {
    freeUnits.back.delete(index);
    freeUnits.backOrder.splice(freeUnits.backOrder.indexOf(index), 1);
  }
}

/** The unit is free again. */
export function giveBack({ back, backOrder }: FreeUnits, { index, place }: FreeUnit): void {
  const places = back.get(index);
  if (places) {
    places.push(place);
    return;
  }
  back.set(index, [place]);
  const after = backOrder.findIndex((other) => other > index);
  backOrder.splice(after < 0 ? backOrder.length : after, 0, index);
}

/** Everything that is open and has been out before, for the facts of a run that stops. */
export function* returned({ back }: FreeUnits): Iterable<FreeUnit> {
  for (const [index, places] of back) for (const place of places) yield { index, place };
}

/** Nothing is open any more. */
export function close(freeUnits: FreeUnits): void {
  freeUnits.sizes.forEach((size, index) => {
    freeUnits.fresh[index] = size;
  });
  freeUnits.firstFresh = freeUnits.sizes.length;
  freeUnits.back.clear();
  freeUnits.backOrder.length = 0;
}

/** The worker's entry, made at first sight. */
export function workerIn(workers: Map<WorkerId, WorkerInRun>, id: WorkerId): WorkerInRun {
  let worker = workers.get(id);
  if (!worker) {
    worker = { had: new Set(), held: [], submitted: 0, cursor: 0 };
    workers.set(id, worker);
  }
  return worker;
}
