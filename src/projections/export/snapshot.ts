import { and, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { deadLetters } from '../store/dead-letters.ts';
import { checkpoints } from '../store/projection.ts';
import { refuse } from '../store/refusals.ts';
import { type ExportOf, exportOf, runsOf } from './export-scope.ts';

/** A snapshot of rows: what they belong to, and the log position up to which they are projected. */
export type Snapshot = { of: ExportOf; runs: string[]; sequence: number };

/** The snapshot of the runs or tasks of these names; refuses an unknown name. */
export function snapshotOf(db: Database, wanted: readonly string[]): Snapshot {
  const found = wanted.map((name) => {
    const one = exportOf(db, name);
    if (!one) throw refuse('export/unknown', { of: name });
    return one;
  });
  const of = found.length === 1 ? found[0]! : found;
  const runs = runsOf(db, of);
  if (runs.length === 0) throw refuse('export/only-development', { of: wanted.join(', ') });
  const sequences = db.select({ sequence: checkpoints.sequence }).from(checkpoints).all();
  return { of, runs, sequence: Math.max(0, ...sequences.map(({ sequence }) => sequence)) };
}

type Named = { name: string };

/** Refuses rows that may be incomplete: one of these projections has stopped, or a fact of these runs could not be read. */
export function assertComplete(db: Database, runs: readonly string[], projections: readonly Named[]): void {
  const stopped = db
    .select({ projection: checkpoints.projection })
    .from(checkpoints)
    .where(
      and(
        isNotNull(checkpoints.stopped),
        inArray(
          checkpoints.projection,
          projections.map(({ name }) => name),
        ),
      ),
    )
    .get();
  if (stopped) throw refuse('export/incomplete');
  const letter = db
    .select({ run: deadLetters.runId })
    .from(deadLetters)
    .where(inArray(deadLetters.runId, [...runs]))
    .get();
  if (letter) throw refuse('export/unreadable', letter);
}
