import { Conflict, type Log, type StoredCommit, storedCommit, WORKSPACE } from '../../../events/log.ts';
import { chainStart, commitHash } from '../../../projections/integrity/chain.ts';

/** A log that lives as long as the process: for specs and simulated time, never for users' data. */
export function memoryLog(): Log {
  const commits: StoredCommit[] = [];
  const watchers = new Set<() => void>();
  const lastOf = (run: string) => commits.findLast((commit) => commit.run === run);

  return {
    async append({ id, run, json }, expected) {
      const stored = commits.find((commit) => commit.id === id);
      if (stored) return stored.sequence;
      const last = lastOf(run);
      if ((last?.sequence ?? 0) !== expected)
        throw new Conflict(`${run} is at ${last?.sequence ?? 0}, not ${expected}.`);
      const sequence = commits.length + 1;
      commits.push(storedCommit({ id, run, json }, sequence, last ? commitHash(last) : chainStart(run)));
      for (const wake of watchers) wake();
      return sequence;
    },
    async *read(run, after = 0) {
      yield* commits.slice(after).filter((commit) => commit.run === run);
    },
    async *between(after, end) {
      yield* commits.slice(after, end);
    },
    async *follow(after, signal) {
      for (let next = after; !signal.aborted; ) {
        const commit = commits[next];
        if (commit) {
          next++;
          yield commit;
        } else {
          await new Promise<void>((resolve) => {
            const wake = () => {
              watchers.delete(wake);
              signal.removeEventListener('abort', wake);
              resolve();
            };
            watchers.add(wake);
            signal.addEventListener('abort', wake);
          });
        }
      }
    },
    at: async (sequence) => commits[sequence - 1],
    runs: async () => [...new Set(commits.map(({ run }) => run))].filter((run) => run !== WORKSPACE),
    head: async () => commits.length,
    state: async () => ({ first: Math.min(1, commits.length), last: commits.length, count: commits.length }),
    close: async () => undefined,
  };
}
