/** Whole numbers from 0 on, each at most once, in an order of their own. To find, add or remove one takes O(log n). */
export type SortedIds = {
  comesBefore: (one: number, other: number) => boolean;
  // A treap in arrays, 12 bytes an entry: a node is its id + 1, and 0 is none.
  root: number;
  left: Int32Array<ArrayBuffer>;
  right: Int32Array<ArrayBuffer>;
  sizes: Int32Array<ArrayBuffer>;
};

/** An empty list in this order, which must be total. The place of an id must not change while it is in the list. */
export const sortedIds = (comesBefore: SortedIds['comesBefore']): SortedIds => ({
  comesBefore,
  root: 0,
  left: new Int32Array(16),
  right: new Int32Array(16),
  sizes: new Int32Array(16),
});

/** How many ids are in the list. */
export const sizeOf = ({ sizes, root }: SortedIds): number => sizes[root]!;

/** Whether the list has this id. */
export const hasId = ({ sizes }: SortedIds, id: number): boolean => (sizes[id + 1] ?? 0) > 0;

/** Adds an id, unless it is in the list. */
export function addId(ids: SortedIds, id: number): void {
  if (hasId(ids, id)) return;
  makeRoom(ids, id + 1);
  ids.root = put(ids, ids.root, id + 1);
}

/** Removes an id, if it is in the list. */
export function removeId(ids: SortedIds, id: number): void {
  if (!hasId(ids, id)) return;
  ids.root = drop(ids, ids.root, id + 1);
  ids.sizes[id + 1] = 0;
}

/** Removes all. */
export function clearIds(ids: SortedIds): void {
  ids.root = 0;
  ids.sizes.fill(0);
}

/** The id at a position, counted from 0, if there is one. */
export function idAt({ left, right, sizes, root }: SortedIds, position: number): number | undefined {
  let [tree, skip] = [root, position];
  while (tree !== 0) {
    const first = sizes[left[tree]!]!;
    if (skip === first) return tree - 1;
    if (skip < first) tree = left[tree]!;
    else [tree, skip] = [right[tree]!, skip - first - 1];
  }
  return undefined;
}

/** How many ids at the beginning are so; none behind one that is not may be. */
export function countWhile({ left, right, sizes, root }: SortedIds, isSo: (id: number) => boolean): number {
  let [tree, count] = [root, 0];
  while (tree !== 0) {
    if (!isSo(tree - 1)) tree = left[tree]!;
    else [count, tree] = [count + 1 + sizes[left[tree]!]!, right[tree]!];
  }
  return count;
}

function makeRoom(ids: SortedIds, node: number): void {
  if (node < ids.sizes.length) return;
  for (const name of ['left', 'right', 'sizes'] as const) {
    const larger = new Int32Array(2 * Math.max(node, ids.sizes.length));
    larger.set(ids[name]);
    ids[name] = larger;
  }
}

function withSize({ left, right, sizes }: SortedIds, tree: number): number {
  sizes[tree] = 1 + sizes[left[tree]!]! + sizes[right[tree]!]!;
  return tree;
}

/** The two trees of what comes before a node, and of what comes after it. */
function cut(ids: SortedIds, tree: number, node: number): [number, number] {
  const { left, right, comesBefore } = ids;
  if (tree === 0) return [0, 0];
  if (comesBefore(tree - 1, node - 1)) {
    const [before, after] = cut(ids, right[tree]!, node);
    right[tree] = before;
    return [withSize(ids, tree), after];
  }
  const [before, after] = cut(ids, left[tree]!, node);
  left[tree] = after;
  return [before, withSize(ids, tree)];
}

function join(ids: SortedIds, first: number, second: number): number {
  const { left, right } = ids;
  if (first === 0 || second === 0) return first || second;
  if (heightOf(first) > heightOf(second)) {
    right[first] = join(ids, right[first]!, second);
    return withSize(ids, first);
  }
  left[second] = join(ids, first, left[second]!);
  return withSize(ids, second);
}

function put(ids: SortedIds, tree: number, node: number): number {
  const { left, right, comesBefore } = ids;
  if (tree === 0 || heightOf(node) > heightOf(tree)) {
    [left[node], right[node]] = cut(ids, tree, node);
    return withSize(ids, node);
  }
  if (comesBefore(node - 1, tree - 1)) left[tree] = put(ids, left[tree]!, node);
  else right[tree] = put(ids, right[tree]!, node);
  return withSize(ids, tree);
}

function drop(ids: SortedIds, tree: number, node: number): number {
  const { left, right, comesBefore } = ids;
  if (tree === node) return join(ids, left[node]!, right[node]!);
  if (comesBefore(node - 1, tree - 1)) left[tree] = drop(ids, left[tree]!, node);
  else right[tree] = drop(ids, right[tree]!, node);
  return withSize(ids, tree);
}

/** Where a node stands in the tree: above those with a lower number. The same for the same id, and as good as random. */
function heightOf(node: number): number {
  const mixed = Math.imul(node ^ (node >>> 15), 0x2c1b3c6d);
  return Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0;
}
