import type { Hold } from '../../../runtime/ports/files.ts';

/** Counts the holds on files, in memory: work in progress ends with the process. */
export function openHolds() {
  const counts = new Map<string, number>();
  const watches = new Set<Set<string>>();

  return {
    begin(): Hold {
      const hashes = new Set<string>();
      return {
        hashes,
        add(hash) {
          if (hashes.has(hash)) return;
          hashes.add(hash);
          counts.set(hash, (counts.get(hash) ?? 0) + 1);
          for (const seen of watches) seen.add(hash);
        },
        end() {
          for (const hash of hashes) {
            const left = (counts.get(hash) ?? 0) - 1;
            if (left > 0) counts.set(hash, left);
            else counts.delete(hash);
          }
          hashes.clear();
        },
      };
    },
    has: (hash: string): boolean => counts.has(hash),
    /** Notes every file that is held from now on, also if it is released again. */
    watch(): { saw(hash: string): boolean; end(): void } {
      const seen = new Set<string>();
      watches.add(seen);
      return { saw: (hash) => seen.has(hash), end: () => void watches.delete(seen) };
    },
  };
}
