import { createHash } from 'node:crypto';
import type { RecordedFact } from '../../events/catalog.ts';
import type { WorkerId } from '../../events/ids.ts';
import { namesWorker } from '../../events/onboarding.ts';

/** Replaces the pseudonyms of an archive's workers with those they have here. */
export type RenameWorkers = {
  /** The facts with pseudonyms of this log. The commit that has a worker's name is the first about them. */
  facts(facts: readonly RecordedFact[]): readonly RecordedFact[];
  worker(id: WorkerId): WorkerId;
};

/** Returns the pseudonym of a worker, by their name at a provider. */
export type Pseudonym = (provider: string, name: string) => WorkerId;

/** Renames workers by their names at their provider; without names in the archive, they keep their pseudonyms. */
export function renameWorkers(pseudonym: Pseudonym | undefined): RenameWorkers {
  return pseudonym ? renamed(pseudonym) : { facts: (facts) => facts, worker: (id) => id };
}

function renamed(pseudonym: Pseudonym): RenameWorkers {
  const names = new Map<string, WorkerId>();
  const nameOf = (id: string) => names.get(id) ?? (id as WorkerId);
  const renamedAuthor = (by: string) => by.replace(/^worker:(.+)$/, (_, id: string) => `worker:${nameOf(id)}`);

  function noteName(fact: RecordedFact): void {
    const data = fact.data as { workerId?: string; provider?: string; crowd?: string; worker?: string };
    // Version 1 of `agent.connected` called the provider `crowd`.
    const { workerId: old, crowd = '', provider = crowd, worker = '' } = data;
    // Workers without a name must not be merged: all would get the pseudonym of the empty name.
    if (old !== undefined && worker !== '' && namesWorker.has(fact.type)) names.set(old, pseudonym(provider, worker));
  }

  // Replaced in place, so that the keys keep their order.
  function rename(fact: RecordedFact): RecordedFact {
    const data = { ...(fact.data as { workerId?: string; special?: { workerId: string } }) };
    if (data.workerId !== undefined) data.workerId = nameOf(data.workerId);
    if (data.special) data.special = { ...data.special, workerId: nameOf(data.special.workerId) };
    return { ...fact, by: renamedAuthor(fact.by), data };
  }

  return {
    facts(facts) {
      // First of the whole commit: an assignment for one worker stands before the fact that has their name.
      for (const fact of facts) noteName(fact);
      return facts.map(rename);
    },
    worker: nameOf,
  };
}

/** A short digest of a commit's facts, to compare commits of the same id. */
export function printOf(json: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of json) hash.update(line).update('\n');
  return hash.digest('base64url').slice(0, 16);
}
