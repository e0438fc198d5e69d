import { eq, sql } from 'drizzle-orm';
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

/** Adjudications in whose place another was put, in order. */
export const adjudicationsBefore = sqliteTable(
  'adjudications_before',
  {
    row: integer('row').primaryKey(),
    assignmentId: text('assignment_id').notNull(),
    answer: text('answer', { mode: 'json' }).$type<unknown>(),
    note: text('note'),
    by: text('by').notNull(),
    at: text('at').notNull(),
  },
  (table) => [index('adjudications_before_of_item').on(table.assignmentId)],
);

export const adjudicationsProjection = defineProjection({
  name: 'adjudications',
  version: 2,
  tables: [adjudications, adjudicationsBefore],
  prepare(db) {
    const decided = params('answer', 'note', 'by', 'at');
    const thisItem = eq(adjudications.assignmentId, sql.placeholder('assignmentId'));
    const { assignmentId, answer, note, by, at } = adjudications;
    return {
      keepFormer: db
        .insert(adjudicationsBefore)
        .select(
          db
            .select({ row: sql<number>`null`.as('row'), assignmentId, answer, note, by, at })
            .from(adjudications)
            .where(thisItem),
        )
        .prepare(),
      decided: db
        .insert(adjudications)
        .values({ ...params('assignmentId', 'runId'), ...decided })
        .onConflictDoUpdate({ target: adjudications.assignmentId, set: decided })
        .prepare(),
    };
  },
  on: {
    'assignment.adjudicated': ({ data, by, at }, rows, { run: runId }) => {
      const { assignmentId, answer, note = null } = data;
      rows.keepFormer.run({ assignmentId });
      rows.decided.run({ assignmentId, runId, answer: json(answer), note, by, at });
    },
  },
});
