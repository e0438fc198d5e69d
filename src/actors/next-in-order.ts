import type { UnitOrder } from '../events/unit-order.ts';
import type { ItemOrder } from './item-order.ts';
import { addId, clearIds, countWhile, hasId, idAt, removeId, type SortedIds, sizeOf, sortedIds } from './sorted-ids.ts';

/** What an order remembers of one worker: the open assignments that they have had, in the order. */
export type WorkerInOrder = { hadOpen?: number[] };

/**
 * The assignments with an open unit, in the order in which they are given out. Beside it, each worker has the sorted list of those
 * that they have had: where the two lists part is what the worker gets next, and that is found by halving.
 */
export type OpenInOrder = {
  order: UnitOrder;
  /** Whether items have groups: those that take turns, or the conditions of a design within subjects. */
  isGrouped: boolean;
  open: SortedIds;
  /** Per assignment, where the order asks for it: its priority, the number of its group, and how many units are given out or submitted. */
  priorities: number[];
  groupOf: number[];
  answers: number[];
  groups: Map<string, number>;
  /** Who has had an assignment. */
  hadBy: Map<number, WorkerInOrder[]>;
  /** How many units have ever gone out, and the group of the last one. */
  given: number;
  lastGroup: number;
};

/** The order of a run without assignments. */
export function openInOrder(order: UnitOrder, isGrouped = order.roundRobin !== undefined): OpenInOrder {
  const inOrder: OpenInOrder = {
    ...{ order, isGrouped },
    open: sortedIds((one, other) => comesBefore(inOrder, one, other)),
    ...{ priorities: [], groupOf: [], answers: [], groups: new Map(), hadBy: new Map(), given: 0, lastGroup: -1 },
  };
  return inOrder;
}

/** A new assignment with open units; its index is one more than that of the one before. */
export function addInOrder(inOrder: OpenInOrder, index: number, { priority = 0, group = '' }: ItemOrder): void {
  const { order, groups, isGrouped } = inOrder;
  if (order.priority !== undefined) inOrder.priorities[index] = priority;
  if (order.by === 'fewest_answers') inOrder.answers[index] = 0;
  if (isGrouped) {
    if (!groups.has(group)) groups.set(group, groups.size);
    inOrder.groupOf[index] = groups.get(group) ?? 0;
  }
  addId(inOrder.open, index);
}

/** Notes whether an assignment has an open unit. */
export function setOpen(inOrder: OpenInOrder, index: number, isOpen: boolean): void {
  if (hasId(inOrder.open, index) === isOpen) return;
  const change = isOpen ? list : unlist;
  change(inOrder, index);
}

/** A worker gets a unit of an assignment, for the first time or again. */
export function noteGiven(inOrder: OpenInOrder, index: number, worker: WorkerInOrder, isFirst: boolean): void {
  const { hadBy, open } = inOrder;
  inOrder.given++;
  inOrder.lastGroup = inOrder.groupOf[index] ?? -1;
  if (!isFirst) return;
  const had = hadBy.get(index);
  if (had) had.push(worker);
  else hadBy.set(index, [worker]);
  if (hasId(open, index)) insert(inOrder, worker, index);
}

/** An assignment has so many more units that are given out or submitted, or fewer. */
export function addAnswers(inOrder: OpenInOrder, index: number, by: number): void {
  if (inOrder.order.by !== 'fewest_answers') return;
  const isOpen = hasId(inOrder.open, index);
  if (isOpen) unlist(inOrder, index);
  inOrder.answers[index] = (inOrder.answers[index] ?? 0) + by;
  if (isOpen) list(inOrder, index);
}

/** The order as plain data: the open assignments as they are given out, and what else decides. */
export function plainOrder({ open, hadBy, groups, ...others }: OpenInOrder) {
  return { ...others, open: Array.from({ length: sizeOf(open) }, (_, position) => idAt(open, position)) };
}

/** No assignment is open any more. */
export function closeAll({ open, hadBy }: OpenInOrder): void {
  clearIds(open);
  for (const workers of hadBy.values()) for (const worker of workers) worker.hadOpen = [];
}

/** The assignment that a worker gets next, if there is an open one that they have not had; of the first of these groups that has one. */
export function nextFor(
  inOrder: OpenInOrder,
  worker: WorkerInOrder | undefined,
  groups: readonly string[] = [],
): number | undefined {
  const { order, open, lastGroup } = inOrder;
  const had = worker?.hadOpen ?? [];
  for (const name of groups) {
    const found = firstOf(inOrder, had, inOrder.groups.get(name));
    if (found !== undefined) return order.by === 'random' ? drawn(inOrder, had, found) : found;
  }
  const start = order.roundRobin === undefined ? 0 : countWhile(open, (id) => (inOrder.groupOf[id] ?? 0) <= lastGroup);
  const first = notHad(inOrder, had, start, 0) ?? (start > 0 ? notHad(inOrder, had, 0, 0) : undefined);
  return first === undefined || order.by !== 'random' ? first : drawn(inOrder, had, first);
}

function firstOf(inOrder: OpenInOrder, had: readonly number[], group: number | undefined): number | undefined {
  if (group === undefined) return undefined;
  const start = countWhile(inOrder.open, (id) => (inOrder.groupOf[id] ?? 0) < group);
  const first = notHad(inOrder, had, start, 0);
  return first !== undefined && inOrder.groupOf[first] === group ? first : undefined;
}

// ── The order ────────────────────────────────────────────────────────────────

/** Whether one assignment is of a group, or has a priority, that comes before that of another; false for equals. */
function hasPrecedence({ groupOf, priorities }: OpenInOrder, one: number, other: number): boolean {
  const byGroup = (groupOf[one] ?? 0) - (groupOf[other] ?? 0);
  if (byGroup !== 0) return byGroup < 0;
  return (priorities[one] ?? 0) > (priorities[other] ?? 0);
}

function comesBefore(inOrder: OpenInOrder, one: number, other: number): boolean {
  if (hasPrecedence(inOrder, one, other)) return true;
  if (hasPrecedence(inOrder, other, one)) return false;
  const byAnswers = (inOrder.answers[one] ?? 0) - (inOrder.answers[other] ?? 0);
  if (byAnswers !== 0) return byAnswers < 0;
  return inOrder.order.by === 'last_in' ? one > other : one < other;
}

/** One of the assignments that rank as high as this one and that the worker has not had, each as likely as the others. */
function drawn(inOrder: OpenInOrder, had: readonly number[], equal: number): number | undefined {
  const { open, order, given } = inOrder;
  const start = countWhile(open, (id) => hasPrecedence(inOrder, id, equal));
  const end = countWhile(open, (id) => !hasPrecedence(inOrder, equal, id));
  const choices = end - start - (countBefore(inOrder, had, end) - countBefore(inOrder, had, start));
  return notHad(inOrder, had, start, Math.floor(fraction(order.seed ?? 0, given) * choices));
}

// ── What a worker has had ────────────────────────────────────────────────────

function list(inOrder: OpenInOrder, index: number): void {
  addId(inOrder.open, index);
  for (const worker of inOrder.hadBy.get(index) ?? []) insert(inOrder, worker, index);
}

function unlist(inOrder: OpenInOrder, index: number): void {
  removeId(inOrder.open, index);
  for (const { hadOpen } of inOrder.hadBy.get(index) ?? [])
    hadOpen?.splice(
      firstWhere(hadOpen.length, (nth) => !comesBefore(inOrder, hadOpen[nth]!, index)),
      1,
    );
}

function insert(inOrder: OpenInOrder, worker: WorkerInOrder, index: number): void {
  worker.hadOpen ??= [];
  const { hadOpen } = worker;
  hadOpen.splice(
    firstWhere(hadOpen.length, (nth) => !comesBefore(inOrder, hadOpen[nth]!, index)),
    0,
    index,
  );
}

/** The nth open assignment from a position on, counted from 0, without those that were had. */
function notHad(inOrder: OpenInOrder, had: readonly number[], position: number, nth: number): number | undefined {
  const { open } = inOrder;
  const first = countBefore(inOrder, had, position);
  // Before the one that is looked for stand `nth` others, and so many of those that were had.
  const passed = firstWhere(had.length - first, (more) => rankOf(inOrder, had[first + more]!) - position - more > nth);
  return idAt(open, position + nth + passed);
}

/** How many of those that were had stand before a position. */
const countBefore = (inOrder: OpenInOrder, had: readonly number[], position: number): number =>
  position === 0 ? 0 : firstWhere(had.length, (nth) => rankOf(inOrder, had[nth]!) >= position);

const rankOf = (inOrder: OpenInOrder, index: number): number =>
  countWhile(inOrder.open, (id) => comesBefore(inOrder, id, index));

/** The first number below `end` for which this holds, and then for all after it; `end` if there is none. */
function firstWhere(end: number, holds: (number: number) => boolean): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A number from 0 to less than 1 that is the same for the same seed and draw, and otherwise as good as random. */
export function fraction(seed: number, draw: number): number {
  let mixed = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b) + Math.imul(draw + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
