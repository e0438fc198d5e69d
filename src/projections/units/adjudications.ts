import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, json, params } from '../store/projection.ts';

/** Adjudications: the final answer to an item, as the last reviewer decided. */
export const adjudications = sqliteTable(
  'adjudications',
  {
    row: integer('row').primaryKey(),
    assignmentId: text('assignment_id').notNull().unique(),
    runId: text('run_id').notNull(),
    answer: text('answer', { mode: 'json' }).$type<unknown>(),
    note: text('note'),
    by: text('by').notNull(),
    at: text('at').notNull(),
  },
  (table) => [index('adjudications_of_run').on(table.runId)],
);

export const adjudicationsProjection = defineProjection({
  name: 'adjudications',
  version: 1,
  tables: [adjudications],
  prepare(db) {
    const decided = params('answer', 'note', 'by', 'at');
    return db
      .insert(adjudications)
      .values({ ...params('assignmentId', 'runId'), ...decided })
      .onConflictDoUpdate({ target: adjudications.assignmentId, set: decided })
      .prepare();
  },
  on: {
    'assignment.adjudicated': ({ data, by, at }, insert, { run: runId }) => {
      const { assignmentId, answer, note = null } = data;
      insert.run({ assignmentId, runId, answer: json(answer), note, by, at });
    },
  },
});
