type Shapeless = { (...given: unknown[]): Shapeless; readonly [name: string]: Shapeless };

/**
 * Stands in for zod where the app takes up the API's declarations (see vite.config.ts): the house checks every shape, and a
 * browser that only needs names and paths would build hundreds of them before its first screen.
 */
export const z: Shapeless = new Proxy((() => z) as unknown as Shapeless, { get: () => z });
