import { count } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { positionOf } from '../../events/broadcast.ts';
import type { Database } from './database.ts';
import { defineProjection, json, params } from './projection.ts';

/** Facts that could not be read, as they are in the log, and why. */
export const deadLetters = sqliteTable('dead_letters', {
  row: integer('row').primaryKey(),
  position: text('position').notNull(),
  runId: text('run_id').notNull(),
  type: text('type').notNull(),
  reason: text('reason').notNull(),
  recorded: text('recorded', { mode: 'json' }).$type<unknown>(),
});

export const deadLettersProjection = defineProjection({
  name: 'dead-letters',
  version: 1,
  tables: [deadLetters],
  prepare: (db) =>
    db
      .insert(deadLetters)
      .values(params('position', 'runId', 'type', 'reason', 'recorded'))
      .prepare(),
  on: {},
  onUnreadable: ({ recorded, reason }, letters, at) => {
    const type = String(recorded?.type);
    letters.run({
      position: positionOf(at.sequence, at.place),
      runId: at.run,
      type,
      reason,
      recorded: json(recorded),
    });
  },
});

/** How many facts could not be read. */
export const deadLetterCount = (db: Database): number =>
  db.select({ count: count() }).from(deadLetters).get()?.count ?? 0;
