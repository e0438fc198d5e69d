/** A value that is not flattened further: no object, or an empty one. */
type Leaf = { path: string; value: unknown };

/** Whether a value is an object with fields, not a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key as part of a path; dots in it are escaped with a backslash, so that paths are unique. */
export const toPart = (key: string) => key.replace(/[\\.]/g, '\\$&');

/** How many levels of objects are flattened; deeper objects stay whole. */
const maxLevels = 50;
/** An object under a longer path stays whole too: each of its fields would repeat that path. */
const maxPathChars = 1000;

type Open = Leaf & { depth: number };

/** All leaves of a value by path, `a.b` for `b` in `a`. Lists stay whole; a value that is no object has the path `path`. */
export function* leavesOf(value: unknown, path = ''): Generator<Leaf> {
  const open: Open[] = [{ path, value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, value, depth } = next;
    const isFlattened = isObject(value) && depth < maxLevels && path.length <= maxPathChars;
    const entries = isFlattened ? Object.entries(value) : [];
    if (entries.length === 0) yield { path, value };
    // Pushed in reverse, so that they are popped in order.
    for (const [key, inner] of entries.reverse()) {
      const part = toPart(key);
      open.push({ path: depth === 0 && path === '' ? part : `${path}.${part}`, value: inner, depth: depth + 1 });
    }
  }
}
