import type { ReadModel } from '../../../runtime/ports/read-model.ts';

/** Which runs have changed since when. */
export type Changes = {
  /** Whether one of these runs may have changed since this sequence, or a new run was opened. */
  since(sequence: number, runs: readonly string[]): boolean;
  close(): void;
};

/** Notes the changes of the read model from now on. */
export function watchChanges(readModel: Pick<ReadModel, 'onChange'>): Changes {
  const last = new Map<string, number>();
  let newest = 0;
  const stop = readModel.onChange(({ sequence, runs }) => {
    for (const run of runs) {
      if (!last.has(run)) newest = sequence;
      last.set(run, sequence);
    }
  });
  return {
    since: (sequence, runs) => newest > sequence || runs.some((run) => (last.get(run) ?? 0) > sequence),
    close: stop,
  };
}
