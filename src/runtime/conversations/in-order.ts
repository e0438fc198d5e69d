/** Begins work for the same key in the order in which it came, each once what it needs is ready; the work itself is not waited for. */
export function openOrder<Key>() {
  const last = new Map<Key, Promise<unknown>>();
  return async <Ready, Done>(
    key: Key,
    ready: Promise<Ready>,
    begin: (ready: Ready) => Promise<Done>,
  ): Promise<Done> => {
    // It may fail while those before it are waited for.
    ready.catch(() => undefined);
    const before = last.get(key) ?? Promise.resolve();
    // In an object, since the next one would wait for the work itself otherwise.
    const begun = before.then(async () => ({ work: begin(await ready) }));
    const settled = begun.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, settled);
    try {
      return await (await begun).work;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}
