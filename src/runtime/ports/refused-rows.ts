/** Where it is kept over restarts who got no unit, and why. */
export type RefusedRows = {
  /** Who was noted first comes first. */
  all(): { run: string; worker: string; reason: string }[];
  keep(run: string, worker: string, reason: string): void;
  remove(run: string, workers: readonly string[]): void;
  removeRun(run: string): void;
};
