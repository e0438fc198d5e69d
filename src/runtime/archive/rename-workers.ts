import { createHash } from 'node:crypto';
import type { RecordedFact } from '../../events/catalog.ts';
import type { WorkerId } from '../../events/ids.ts';

/** Gives the workers of an archive the names they have here. */
export type RenameWorkers = {
  /** The facts with the names they have here; arrivals, which say who a worker is, come before all else of that worker. */
  facts(facts: readonly RecordedFact[]): readonly RecordedFact[];
  worker(id: WorkerId): WorkerId;
};

/** The pseudonym of a worker, by their name at a provider. */
export type Pseudonym = (provider: string, name: string) => WorkerId;

/** Renames workers by their names at their provider; where an archive does not have these, they keep theirs. */
export function renameWorkers(pseudonym: Pseudonym | undefined): RenameWorkers {
  return pseudonym ? renamed(pseudonym) : { facts: (facts) => facts, worker: (id) => id };
}

function renamed(pseudonym: Pseudonym): RenameWorkers {
  const names = new Map<string, WorkerId>();
  const nameOf = (id: string) => names.get(id) ?? (id as WorkerId);
  const byWhom = (by: string) => by.replace(/^worker:(.+)$/, (_, id: string) => `worker:${nameOf(id)}`);

  function rename(fact: RecordedFact): RecordedFact {
    const data = fact.data as { workerId?: string; provider?: string; crowd?: string; worker?: string };
    // Version 1 of `agent.connected` called the provider `crowd`.
    const { workerId: old, crowd = '', provider = crowd, worker = '' } = data;
    // Workers without a name must not become one: the same name would give all of them the same pseudonym.
    if (old !== undefined && worker !== '' && fact.type === 'agent.connected')
      names.set(old, pseudonym(provider, worker));
    // In place of the old ones, so that the keys keep their order.
    return { ...fact, by: byWhom(fact.by), data: old === undefined ? data : { ...data, workerId: nameOf(old) } };
  }
  return { facts: (facts) => facts.map(rename), worker: nameOf };
}

/** A short print of a commit's facts, by which two of the same id differ. */
export function printOf(json: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of json) hash.update(line).update('\n');
  return hash.digest('base64url').slice(0, 16);
}
