/** Does work under a name after what was asked for under it before, whether that failed or not. */
export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Turns of their own for each name, which is forgotten once its last work has ended. */
export function openTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    return mine.finally(() => {
      if (last.get(name) === mine) last.delete(name);
    });
  };
}
