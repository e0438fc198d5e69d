const last = new Map<string, Promise<unknown>>();

/** Does work on a task folder after what was asked for before, whether that failed or not: two builds would write the same files. */
export function inTurnOf<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const before = last.get(folder) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(folder, mine);
  return mine.finally(() => last.get(folder) === mine && last.delete(folder));
}
