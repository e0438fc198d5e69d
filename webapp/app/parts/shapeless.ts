type Shapeless = { (...args: unknown[]): Shapeless; readonly [name: string]: Shapeless };

/** What only a real shape can do. */
const checking = new Set<PropertyKey>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'decode', 'options']);

/**
 * Stands in for zod where the app takes up the API's declarations (see vite.config.ts): the server checks every shape, and a
 * browser that only needs names and paths would build hundreds of them before its first screen. A check
 * with one throws instead of passing everything.
 */
export const z: Shapeless = new Proxy((() => z) as unknown as Shapeless, {
  get(_, name) {
    if (checking.has(name))
      throw new Error(`The app has no shapes of the API, so there is no "${String(name)}" here: use zod/mini.`);
    return z;
  },
});
