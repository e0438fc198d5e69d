/** Places that are taken and left again, so many for each name. */
export type Places = {
  /** Takes a place and gives a way to leave it; nothing if there is none. */
  take(name: string): (() => void) | undefined;
};

/** Opens places, `most` for each name; who has left all of theirs is forgotten. */
export function openPlaces(most: number): Places {
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
