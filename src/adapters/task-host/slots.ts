/** Functions that may take long, and the part of the calls at the same time that each of them may have, so that the others have room. */
const shares: Readonly<Record<string, number>> = { procedure: 1 / 2, conversation: 1 / 4 };

type Waiting = { name: string; go(): void };

/** The calls that a host takes at the same time: who waits for one is let in in the order of coming, as far as shares allow. */
export function slotsOf(concurrent: number) {
  const taken = new Map<string, number>();
  let free = concurrent;
  let isOpen = false;
  let waiting: Waiting[] = [];

  const takenBy = (name: string) => taken.get(name) ?? 0;
  function mayTake(name: string): boolean {
    const share = shares[name];
    return free > 0 && (share === undefined || takenBy(name) < Math.max(1, Math.floor(concurrent * share)));
  }
  function count(name: string, change: 1 | -1): void {
    free -= change;
    taken.set(name, takenBy(name) + change);
  }

  return {
    /** Resolves when a call may be made. */
    async take(name: string): Promise<void> {
      if (!isOpen && !mayTake(name)) return new Promise((go) => void waiting.push({ name, go }));
      count(name, 1);
    },
    release(name: string): void {
      count(name, -1);
      const next = waiting.find((one) => mayTake(one.name));
      if (!next) return;
      waiting = waiting.filter((one) => one !== next);
      count(next.name, 1);
      next.go();
    },
    /** Lets everybody in. */
    open(): void {
      isOpen = true;
      for (const { name, go } of waiting.splice(0)) {
        count(name, 1);
        go();
      }
    },
  };
}
