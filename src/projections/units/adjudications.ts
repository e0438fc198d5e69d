import { eq, isNull, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, json, params } from '../store/projection.ts';

/** By whom and when an adjudication was taken back, without another in its place; null while it is in force. */
const withdrawal = () => ({ withdrawnBy: text('withdrawn_by'), withdrawnAt: text('withdrawn_at') });

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
    ...withdrawal(),
  },
  (table) => [index('adjudications_of_run').on(table.runId)],
);

/** Whether an adjudication is the final answer to its item at present. */
export const isInForce = isNull(adjudications.withdrawnAt);

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
    ...withdrawal(),
  },
  (table) => [index('adjudications_before_of_item').on(table.assignmentId)],
);

export const adjudicationsProjection = defineProjection({
  name: 'adjudications',
  version: 3,
  tables: [adjudications, adjudicationsBefore],
  prepare(db) {
    const decided = params('answer', 'note', 'by', 'at', 'withdrawnBy', 'withdrawnAt');
    const thisItem = eq(adjudications.assignmentId, sql.placeholder('assignmentId'));
    const { assignmentId, answer, note, by, at, withdrawnBy, withdrawnAt } = adjudications;
    return {
      keepFormer: db
        .insert(adjudicationsBefore)
        .select(
          db
            .select({ row: sql<number>`null`.as('row'), assignmentId, answer, note, by, at, withdrawnBy, withdrawnAt })
            .from(adjudications)
            .where(thisItem),
        )
        .prepare(),
      decided: db
        .insert(adjudications)
        .values({ ...params('assignmentId', 'runId'), ...decided })
        .onConflictDoUpdate({ target: adjudications.assignmentId, set: decided })
        .prepare(),
      withdrawn: db.update(adjudications).set(params('withdrawnBy', 'withdrawnAt')).where(thisItem).prepare(),
    };
  },
  on: {
    'assignment.adjudicated': ({ data, by, at }, rows, { run: runId }) => {
      const { assignmentId, answer, note = null } = data;
      rows.keepFormer.run({ assignmentId });
      const inForce = { withdrawnBy: null, withdrawnAt: null };
      rows.decided.run({ assignmentId, runId, answer: json(answer), note, by, at, ...inForce });
    },
    'assignment.adjudication-withdrawn': ({ data: { assignmentId }, by, at }, rows) =>
      rows.withdrawn.run({ assignmentId, withdrawnBy: by, withdrawnAt: at }),
  },
});
