import { asc, eq } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, params } from '../store/projection.ts';

/** When which version of a run's own code was loaded, and by whom. */
const codeLoadRows = sqliteTable('code_loads', {
  row: integer('row').primaryKey(),
  runId: text('run_id').notNull(),
  at: text('at').notNull(),
  by: text('by').notNull(),
  file: text('file'),
  sha256: text('sha256'),
});

export const codeLoadsProjection = defineProjection({
  name: 'code-loads',
  version: 1,
  tables: [codeLoadRows],
  prepare: (db) =>
    db
      .insert(codeLoadRows)
      .values(params('runId', 'at', 'by', 'file', 'sha256'))
      .prepare(),
  on: {
    'task-run.code-loaded': ({ data: { runId, file = null, sha256 = null }, at, by }, rows) =>
      void rows.run({ runId, at, by, file, sha256 }),
  },
});

/** The versions of a run's own code, the oldest first. */
export const codeLoads = (db: Database, runId: string) =>
  db
    .select({ at: codeLoadRows.at, by: codeLoadRows.by, file: codeLoadRows.file, sha256: codeLoadRows.sha256 })
    .from(codeLoadRows)
    .where(eq(codeLoadRows.runId, runId))
    .orderBy(asc(codeLoadRows.row))
    .all();
