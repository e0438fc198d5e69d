type ZodStub = { (...args: unknown[]): ZodStub; readonly [name: string]: ZodStub };

/** The methods that need a real schema. */
const checking = new Set<PropertyKey>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'decode', 'options']);

/**
 * Replaces zod in the API's declarations within the app (see vite.config.ts): the server checks all data, and a browser that only
 * needs names and paths would otherwise build hundreds of schemas before its first screen. Parsing with one throws.
 */
export const z: ZodStub = new Proxy((() => z) as unknown as ZodStub, {
  get(_, name) {
    if (checking.has(name))
      throw new Error(`The app has no schemas of the API, so there is no "${String(name)}" here: use zod/mini.`);
    return z;
  },
});
