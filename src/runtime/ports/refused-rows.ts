/** Where it is kept over restarts who got no unit, and why. */
export type RefusedRows = {
  all(): { run: string; worker: string; reason: string }[];
  keep(run: string, worker: string, reason: string): void;
  remove(run: string, worker: string): void;
};
