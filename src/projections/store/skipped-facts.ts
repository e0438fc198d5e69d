import { asc, count } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { positionOf } from '../../events/broadcast.ts';
import type { Database } from './database.ts';
import { defineProjection, params } from './projection.ts';

/** Facts that do not fit what is left of a log with accepted losses, and why. */
export const skippedFacts = sqliteTable('skipped_facts', {
  row: integer('row').primaryKey(),
  position: text('position').notNull(),
  runId: text('run_id').notNull(),
  type: text('type').notNull(),
  reason: text('reason').notNull(),
});

export const skippedFactsProjection = defineProjection({
  name: 'skipped-facts',
  version: 1,
  tables: [skippedFacts],
  prepare: (db) =>
    db
      .insert(skippedFacts)
      .values(params('position', 'runId', 'type', 'reason'))
      .prepare(),
  on: {},
  onSkipped: ({ recorded, reason }, skipped, at) => {
    const position = positionOf(at.sequence, at.place);
    skipped.run({ position, runId: at.run, type: String(recorded?.type), reason });
  },
});

const maxNamedFacts = 3;

/** How many facts were skipped and which the first of them are, in a sentence; undefined if there are none. */
export function skippedSentence(db: Database): string | undefined {
  const total = db.select({ total: count() }).from(skippedFacts).get()?.total ?? 0;
  if (total === 0) return undefined;
  const first = db.select().from(skippedFacts).orderBy(asc(skippedFacts.row)).limit(maxNamedFacts).all();
  const names = first.map(({ position, type }) => `${position} (${type})`);
  const all = total > first.length ? `${names.join(', ')} and ${total - first.length} more` : names.join(', ');
  const subject = total === 1 ? '1 fact does' : `${total} facts do`;
  return `${subject} not fit the log since its accepted loss, and the screens leave ${total === 1 ? 'it' : 'them'} out: ${all}.`;
}
