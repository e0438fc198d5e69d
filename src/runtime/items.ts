import type { Fact } from '../events/catalog.ts';
import { read } from '../events/catalog.ts';
import { partsOf, type UnitId } from '../events/ids.ts';
import { type Log, LogUnavailable } from '../events/log.ts';

/** Reads the data of units: a unit's own fields over those that its assignment shares. */
export type ItemReader = {
  /** Records the log positions of a commit's items; call it with each commit of the run. */
  note(commit: { sequence: number; facts: readonly Fact[] }): void;
  dataOf(unitId: UnitId): Promise<Record<string, unknown>>;
};

const maxCachedCommits = 16;

/** Task data stays in the log and is read when a unit is assigned, so a large run takes a few bytes of memory an item. */
export function itemReader(log: Log): ItemReader {
  const sequences: number[] = [];
  const places: number[] = [];
  const cached = new Map<number, Promise<readonly Fact[]>>();

  function factsAt(sequence: number): Promise<readonly Fact[]> {
    const known = cached.get(sequence);
    if (known) {
      cached.delete(sequence);
      cached.set(sequence, known);
      return known;
    }
    const loading = log.at(sequence).then((commit) => {
      if (!commit) throw new LogUnavailable(`The log has no commit ${sequence}.`);
      return commit.facts.map(read);
    });
    loading.catch(() => cached.delete(sequence));
    cached.set(sequence, loading);
    for (const oldest of cached.keys()) {
      if (cached.size <= maxCachedCommits) break;
      cached.delete(oldest);
    }
    return loading;
  }

  return {
    note({ sequence, facts }) {
      facts.forEach((fact, place) => {
        if (fact.type !== 'assignment.created') return;
        sequences.push(sequence);
        places.push(place);
      });
    },
    async dataOf(unitId) {
      const { index, place } = partsOf(unitId);
      const facts = await factsAt(sequences[index] ?? 0);
      const fact = facts[places[index] ?? 0];
      if (fact?.type !== 'assignment.created')
        throw new LogUnavailable(`The item of ${unitId} is not where it was written.`);
      return { ...fact.data.shared, ...fact.data.unitData?.[place] };
    },
  };
}
