/** A value that is not taken apart further: no object, or an empty one. */
export type Leaf = { path: string; value: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key as part of a path; its own dots get a backslash, so that no two places share a path. */
const toPart = (key: string) => key.replace(/[\\.]/g, '\\$&');

/** How deep objects are taken apart; what lies deeper stays whole. */
const deepest = 50;
/** An object under a longer path stays whole as well: each of its fields would repeat that path. */
const longestPath = 1000;

type Open = Leaf & { depth: number };

/** Everything in a value by its path, `a.b` for `b` in `a`; lists stay whole, and a value that is no object has the path given. */
export function* leavesOf(value: unknown, path = ''): Generator<Leaf> {
  const open: Open[] = [{ path, value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, value, depth } = next;
    const isTakenApart = isObject(value) && depth < deepest && path.length <= longestPath;
    const entries = isTakenApart ? Object.entries(value) : [];
    if (entries.length === 0) yield { path, value };
    // The last one goes in first, so that they come out in their order.
    for (const [key, inner] of entries.reverse()) {
      const part = toPart(key);
      open.push({ path: depth === 0 && path === '' ? part : `${path}.${part}`, value: inner, depth: depth + 1 });
    }
  }
}
