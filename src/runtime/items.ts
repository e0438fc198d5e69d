import type { Fact } from '../events/catalog.ts';
import { read } from '../events/catalog.ts';
import { partsOf, type UnitId } from '../events/ids.ts';
import { type Log, LogUnavailable } from '../events/log.ts';

/** The data of one unit: what its assignment shares, and what is this unit's own on top. */
export type ItemReader = {
  /** Notes where the items of a stored commit lie in the log; called with each commit of the run. */
  note(commit: { sequence: number; facts: readonly Fact[] }): void;
  dataOf(unitId: UnitId): Promise<Record<string, unknown>>;
};

const maxKeptCommits = 16;

/** Task data stays in the log and is read from there when a unit is given out: a large run costs a few bytes an item. */
export function itemReader(log: Log): ItemReader {
  const sequences: number[] = [];
  const places: number[] = [];
  const kept = new Map<number, Promise<readonly Fact[]>>();

  function factsAt(sequence: number): Promise<readonly Fact[]> {
    const known = kept.get(sequence);
    if (known) {
      kept.delete(sequence);
      kept.set(sequence, known);
      return known;
    }
    const loading = log.at(sequence).then((commit) => {
      if (!commit) throw new LogUnavailable(`The log has no commit ${sequence}.`);
      return commit.facts.map(read);
    });
    loading.catch(() => kept.delete(sequence));
    kept.set(sequence, loading);
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKeptCommits) break;
      kept.delete(oldest);
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
