import { createHash } from 'node:crypto';
import type { Addition } from '../actors/additions.ts';
import { canonicalJson } from '../actors/canonical-json.ts';
import { type FactNamed, read } from '../events/catalog.ts';
import type { RunId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { Item } from './ports/tasks.ts';

/** What is known of the items of a run, without its gold and screening units. */
export type ExistingItems = {
  count: number;
  /** How many of them have each key. */
  keys: ReadonlyMap<string, number>;
  /** Whether one of them has this print. */
  has(print: string): boolean;
};

/** More keys are not remembered, as of the data at a launch. */
const maxKeys = 1000;
const printChars = 16;

/** Items with the same values have the same print, in whatever order their keys are. */
export function printOf({ shared, units }: Item): string {
  return createHash('sha256')
    .update(canonicalJson([shared, units ?? []]))
    .digest('base64')
    .slice(0, printChars);
}

type Created = FactNamed<'assignment.created'>;

/**
 * The facts that bore the items of a run, for an addition those that it was compared with. The code of the task may have made further
 * ones before the addition was recorded.
 */
async function* createdBefore(log: Log, runId: RunId, addition?: Addition): AsyncGenerator<Created> {
  let left = addition?.existing ?? Number.POSITIVE_INFINITY;
  if (left === 0) return;
  for await (const { facts } of log.read(runId))
    for (const stored of facts) {
      // Only these are read whole: most facts of a run are about its units.
      if (!isAboutItems(stored)) continue;
      const fact = read(stored);
      if (fact.type === 'task-run.data-added' && fact.data.sha256 === addition?.sha256) return;
      if (fact.type !== 'assignment.created' || fact.data.special) continue;
      yield fact;
      if (--left === 0) return;
    }
}

const types: ReadonlySet<unknown> = new Set(['assignment.created', 'task-run.data-added']);
const isAboutItems = (stored: unknown) => types.has((stored as { type?: unknown } | null)?.type);

/** Reads the items of a run from the log: all, or those that an addition was compared with. */
export async function existingItems(log: Log, runId: RunId, addition?: Addition): Promise<ExistingItems> {
  const prints = new Set<string>();
  const keys = new Map<string, number>();
  let count = 0;
  for await (const { data } of createdBefore(log, runId, addition)) {
    const { shared, unitData: units } = data;
    prints.add(printOf({ shared, units }));
    count++;
    for (const key of new Set([shared, ...(units ?? [])].flatMap(Object.keys)))
      if (keys.size < maxKeys || keys.has(key)) keys.set(key, (keys.get(key) ?? 0) + 1);
  }
  return { count, keys, has: (print) => prints.has(print) };
}
