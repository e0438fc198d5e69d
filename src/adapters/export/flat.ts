/** A value that is not taken apart further: no object, or an empty one. */
export type Leaf = { path: string; value: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key as part of a path; its own dots get a backslash, so that no two places share a path. */
const toPart = (key: string) => key.replace(/[\\.]/g, '\\$&');

/** How deep objects are taken apart; what lies deeper stays whole. */
const deepest = 50;

/** Everything in a value by its path, `a.b` for `b` in `a`; lists stay whole, and a value that is no object has the path given. */
export function* leavesOf(value: unknown, path = '', depth = 0): Generator<Leaf> {
  const entries = isObject(value) && depth < deepest ? Object.entries(value) : [];
  if (entries.length === 0) yield { path, value };
  for (const [key, inner] of entries) {
    yield* leavesOf(inner, depth === 0 && path === '' ? toPart(key) : `${path}.${toPart(key)}`, depth + 1);
  }
}
