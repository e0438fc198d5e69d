import { and, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { deadLetters } from '../store/dead-letters.ts';
import { checkpoints } from '../store/projection.ts';
import { refuse } from '../store/refusals.ts';
import { exportOf, exportProjections, runsOf } from './export-rows.ts';

/** Rows of one moment: what they are of, and the position of the log up to which they tell. */
export type Moment = { of: { task: string } | { run: string }; runs: string[]; sequence: number };

const names = exportProjections.map(({ name }) => name);

/** What these rows have under this name, and where they stand; refuses what is unknown. */
export function momentOf(db: Database, name: string): Moment {
  const of = exportOf(db, name);
  if (!of) throw refuse('export/unknown', { of: name });
  const sequences = db.select({ sequence: checkpoints.sequence }).from(checkpoints).all();
  return { of, runs: runsOf(db, of), sequence: Math.max(0, ...sequences.map(({ sequence }) => sequence)) };
}

/** Refuses rows in which something may be missing: a projection that stopped, or a fact of these runs that nobody could read. */
export function assertWhole(db: Database, runs: readonly string[]): void {
  const stopped = db
    .select({ projection: checkpoints.projection })
    .from(checkpoints)
    .where(and(isNotNull(checkpoints.stopped), inArray(checkpoints.projection, names)))
    .get();
  if (stopped) throw refuse('export/incomplete');
  const letter = db
    .select({ run: deadLetters.runId })
    .from(deadLetters)
    .where(inArray(deadLetters.runId, [...runs]))
    .get();
  if (letter) throw refuse('export/unreadable', letter);
}
