import type { UnitId, WorkerId } from '../events/ids.ts';
import type { ItemOrder } from './item-order.ts';
import {
  addAnswers,
  addInOrder,
  closeAll,
  nextFor,
  noteGiven,
  type OpenInOrder,
  setOpen,
  type WorkerInOrder,
} from './next-in-order.ts';

/** What a run remembers of one worker: the assignments they have had a unit of, the units they hold, the last one at the end, and how many they have submitted. */
export type WorkerInRun = WorkerInOrder & { had: Set<number>; held: UnitId[]; submitted: number; cursor: number };

/** A free unit: the index of its assignment and its place there. */
export type FreeUnit = { index: number; place: number };

/**
 * Which units are free, arranged so that the next one for a worker is found without a search.
 *
 * Fresh units of an assignment go out in order, so one number says which; units that came back are few and listed.
 * First in, first out: a worker's cursor stands behind all assignments they have had or found taken, and only ever moves on.
 * In any other order, `inOrder` says which assignment is next.
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
  /** The open places of assignments that are conversations of their own: nobody gets them in order. */
  reserved: Map<number, number[]>;
  inOrder: OpenInOrder | undefined;
};

/** The free units of a new run. */
export const noFreeUnits = (): FreeUnits => ({
  ...{ sizes: [], fresh: [], firstFresh: 0, back: new Map(), backOrder: [], reserved: new Map() },
  inOrder: undefined,
});

/** A new assignment with `units` fresh units. */
export function add(freeUnits: FreeUnits, units: number, order: ItemOrder = {}): void {
  freeUnits.sizes.push(units);
  freeUnits.fresh.push(0);
  if (freeUnits.inOrder) addInOrder(freeUnits.inOrder, freeUnits.sizes.length - 1, order);
}

/** A new assignment whose one unit is made for one worker, and never free. */
export function addTaken(freeUnits: FreeUnits): void {
  freeUnits.sizes.push(1);
  freeUnits.fresh.push(1);
}

/**
 * Every assignment has at least `units` units from now on; says which have grown, and by how many. Fresh units are then
 * anywhere again, so that workers look from the beginning.
 */
export function grow(
  freeUnits: FreeUnits,
  units: number,
  workers: Iterable<WorkerInRun>,
  isFixed: (index: number) => boolean = () => false,
): { index: number; by: number }[] {
  const grown: { index: number; by: number }[] = [];
  freeUnits.sizes.forEach((size, index) => {
    if (size >= units || isFixed(index)) return;
    freeUnits.sizes[index] = units;
    grown.push({ index, by: units - size });
    noteOpen(freeUnits, index);
  });
  freeUnits.firstFresh = 0;
  for (const worker of workers) worker.cursor = 0;
  return grown;
}

/** One more unit of an assignment of which none is fresh; like one that came back, it is not found behind a worker's cursor. */
export function addUnit(freeUnits: FreeUnits, index: number): void {
  const place = freeUnits.sizes[index] ?? 0;
  freeUnits.sizes[index] = place + 1;
  freeUnits.fresh[index] = place + 1;
  giveBack(freeUnits, { index, place });
}

/** The first free unit, in order, of an assignment this worker has had no unit of; of the first of these groups that has one. */
export function pick(freeUnits: FreeUnits, worker?: WorkerInRun, groups?: readonly string[]): FreeUnit | undefined {
  if (freeUnits.inOrder) return pickInOrder(freeUnits, nextFor(freeUnits.inOrder, worker, groups));
  const { sizes, fresh, firstFresh, back, backOrder } = freeUnits;
  for (const index of backOrder) {
    if (!worker?.had.has(index)) return { index, place: Math.min(...(back.get(index) ?? [])) };
  }
  for (let index = Math.max(firstFresh, worker?.cursor ?? 0); index < sizes.length; index++) {
    const place = fresh[index] ?? 0;
    if (place < (sizes[index] ?? 0) && !worker?.had.has(index)) return { index, place };
  }
  return undefined;
}

function pickInOrder({ fresh, back }: FreeUnits, index: number | undefined): FreeUnit | undefined {
  if (index === undefined) return undefined;
  return { index, place: Math.min(...(back.get(index) ?? [fresh[index] ?? 0])) };
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

/** Notes in the order of a run whether an assignment has free units. */
export function noteOpen(freeUnits: FreeUnits, index: number): void {
  const { inOrder } = freeUnits;
  if (!inOrder) return;
  const { sizes, fresh, back } = freeUnits;
  setOpen(inOrder, index, (fresh[index] ?? 0) < (sizes[index] ?? 0) || back.has(index));
}

/** The unit is no longer free: given out, or withdrawn. Fresh units before it that stay free are listed with those that came back. */
export function take(freeUnits: FreeUnits, freeUnit: FreeUnit, worker?: WorkerInRun): void {
  const { index, place } = freeUnit;
  const reserved = freeUnits.reserved.get(index);
  if (reserved) {
    freeUnits.reserved.set(
      index,
      reserved.filter((other) => other !== place),
    );
    return;
  }
  takeOut(freeUnits, freeUnit, worker);
  if (freeUnits.inOrder) noteOpen(freeUnits, freeUnit.index);
}

/** A worker has had a unit of this assignment from now on. */
export function noteHad(freeUnits: FreeUnits, index: number, worker: WorkerInRun): void {
  if (freeUnits.inOrder) noteGiven(freeUnits.inOrder, index, worker, !worker.had.has(index));
  worker.had.add(index);
}

/** An assignment has so many more units that are given out or submitted, or fewer. */
export function noteAnswers(freeUnits: FreeUnits, index: number, by: number): void {
  if (freeUnits.inOrder) addAnswers(freeUnits.inOrder, index, by);
}

function takeOut(freeUnits: FreeUnits, freeUnit: FreeUnit, worker?: WorkerInRun): void {
  const { index, place } = freeUnit;
  const { fresh } = freeUnits;
  if (isFresh(freeUnits, freeUnit)) {
    for (let free = fresh[index] ?? 0; free < place; free++) giveBack(freeUnits, { index, place: free });
    fresh[index] = place + 1;
    if (worker) moveCursor(freeUnits, worker, index);
    moveFirstFresh(freeUnits);
    return;
  }
  const left = (freeUnits.back.get(index) ?? []).filter((other) => other !== place);
  if (left.length) freeUnits.back.set(index, left);
  else {
    freeUnits.back.delete(index);
    freeUnits.backOrder.splice(freeUnits.backOrder.indexOf(index), 1);
  }
}

/** No assignment before the first with a fresh unit is looked at again. */
export function moveFirstFresh(freeUnits: FreeUnits): void {
  const { fresh, sizes } = freeUnits;
  while (
    freeUnits.firstFresh < sizes.length &&
    (fresh[freeUnits.firstFresh] ?? 0) >= (sizes[freeUnits.firstFresh] ?? 0)
  )
    freeUnits.firstFresh++;
}

/** The cursor stays before a fresh unit that they could still get: what the task's code lets them have need not come in order. */
function moveCursor({ fresh, sizes }: FreeUnits, worker: WorkerInRun, taken: number): void {
  const isBehind = (index: number) =>
    index === taken || worker.had.has(index) || (fresh[index] ?? 0) >= (sizes[index] ?? 0);
  while (worker.cursor < sizes.length && isBehind(worker.cursor)) worker.cursor++;
}

/** The unit is free again. */
export function giveBack(freeUnits: FreeUnits, { index, place }: FreeUnit): void {
  const { back, backOrder } = freeUnits;
  const places = freeUnits.reserved.get(index) ?? back.get(index);
  if (places) {
    places.push(place);
    return;
  }
  back.set(index, [place]);
  const after = backOrder.findIndex((other) => other > index);
  backOrder.splice(after < 0 ? backOrder.length : after, 0, index);
  noteOpen(freeUnits, index);
}

/** Everything that is open and has been out before or is reserved, for the facts of a run that stops. */
export function* returned({ back, reserved }: FreeUnits): Iterable<FreeUnit> {
  for (const [index, places] of [...back, ...reserved]) for (const place of places) yield { index, place };
}

/** Nothing is open any more. */
export function close(freeUnits: FreeUnits): void {
  freeUnits.sizes.forEach((size, index) => {
    freeUnits.fresh[index] = size;
  });
  freeUnits.firstFresh = freeUnits.sizes.length;
  freeUnits.back.clear();
  freeUnits.backOrder.length = 0;
  freeUnits.reserved.clear();
  if (freeUnits.inOrder) closeAll(freeUnits.inOrder);
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
