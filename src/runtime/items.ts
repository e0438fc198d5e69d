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
/** Units that were made for one worker are read as soon as they are recorded, each of a commit of its own. */
const maxFreshItems = 256;

type Item = Extract<Fact, { type: 'assignment.created' }>;

/** Task data stays in the log and is read when a unit is assigned, so a large run takes a few bytes of memory an item. */
export function itemReader(log: Log): ItemReader {
  const sequences: number[] = [];
  const places: number[] = [];
  const cached = new Map<number, Promise<readonly Fact[]>>();
  /** By index. */
  const fresh = new Map<number, Item>();

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
    dropOldest(cached, maxCachedCommits);
    return loading;
  }

  async function itemAt(index: number): Promise<Item | undefined> {
    const known = fresh.get(index);
    if (known) return known;
    const fact = (await factsAt(sequences[index] ?? 0))[places[index] ?? 0];
    return fact?.type === 'assignment.created' ? fact : undefined;
  }

  return {
    note({ sequence, facts }) {
      facts.forEach((fact, place) => {
        if (fact.type !== 'assignment.created') return;
        if (fact.data.special) fresh.set(sequences.length, fact);
        sequences.push(sequence);
        places.push(place);
        dropOldest(fresh, maxFreshItems);
      });
    },
    async dataOf(unitId) {
      const { index, place } = partsOf(unitId);
      const item = await itemAt(index);
      if (!item) throw new LogUnavailable(`The item of ${unitId} is not where it was written.`);
      return { ...item.data.shared, ...item.data.unitData?.[place] };
    },
  };
}

function dropOldest(kept: Map<number, unknown>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}
