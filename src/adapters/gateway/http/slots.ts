/** Slots that are taken and left again, a number of them for each name. */
export type Slots = {
  /** Takes a slot and gives a way to leave it; undefined if all are taken. */
  take(name: string): (() => void) | undefined;
};

/** Opens `most` slots for each name; a name that has left all of its own is forgotten. */
export function openSlots(most: number): Slots {
  const taken = new Map<string, number>();
  return {
    take(name) {
      const before = taken.get(name) ?? 0;
      if (before >= most) return undefined;
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
