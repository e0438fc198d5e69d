import { createHash } from 'node:crypto';
import { type FactNamed, read } from '../events/catalog.ts';
import type { RunId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { Item } from './ports/tasks.ts';

/** What is known of the items of a run, without its gold and screening units. */
export type ExistingItems = {
  count: number;
  /** How many of them have each key. */
  keys: ReadonlyMap<string, number>;
  has(item: Item): boolean;
};

/** More keys are not remembered, as of the data at a launch. */
const maxKeys = 1000;
const printChars = 16;

/** Items with the same values have the same print, in whatever order their keys are. */
function printOf({ shared, units }: Item): string {
  const sorted = (values: Record<string, unknown>) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify([sorted(shared), units?.map(sorted) ?? []]);
  return createHash('sha256').update(json).digest('base64').slice(0, printChars);
}

/** The facts that bore the items of a run, up to the one that says that a file was added, if it was. */
async function* createdBefore(log: Log, runId: RunId, sha256: string): AsyncGenerator<FactNamed<'assignment.created'>> {
  for await (const { facts } of log.read(runId))
    for (const stored of facts) {
      // Only these are read whole: most facts of a run are about its units.
      if (!isAboutItems(stored)) continue;
      const fact = read(stored);
      if (fact.type === 'task-run.data-added' && fact.data.sha256 === sha256) return;
      if (fact.type === 'assignment.created' && !fact.data.special) yield fact;
    }
}

const types: ReadonlySet<unknown> = new Set(['assignment.created', 'task-run.data-added']);
const isAboutItems = (stored: unknown) => types.has((stored as { type?: unknown } | null)?.type);

/** Reads the items of a run from the log: those before a file was added, if it was. */
export async function existingItems(log: Log, runId: RunId, sha256: string): Promise<ExistingItems> {
  const prints = new Set<string>();
  const keys = new Map<string, number>();
  let count = 0;
  for await (const { data } of createdBefore(log, runId, sha256)) {
    const { shared, unitData: units } = data;
    prints.add(printOf({ shared, units }));
    count++;
    for (const key of new Set([shared, ...(units ?? [])].flatMap(Object.keys)))
      if (keys.size < maxKeys || keys.has(key)) keys.set(key, (keys.get(key) ?? 0) + 1);
  }
  return { count, keys, has: (item) => prints.has(printOf(item)) };
}
