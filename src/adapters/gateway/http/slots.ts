/** Limits how many tasks run at once for each name. */
type Slots = {
  /** Takes a slot and returns the function that frees it; undefined if all are taken. */
  take(name: string): (() => void) | undefined;
};

/** Opens `maxTaken` slots for each name. */
export function newSlots(maxTaken: number): Slots {
  const taken = new Map<string, number>();
  return {
    take(name) {
      const before = taken.get(name) ?? 0;
      if (before >= maxTaken) return undefined;
      taken.set(name, before + 1);
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        const left = (taken.get(name) ?? 1) - 1;
        if (left > 0) taken.set(name, left);
        else taken.delete(name);
      };
    },
  };
}
