import { desc, eq, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ArchiveSource } from '../../events/import.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, one, param, params } from '../store/projection.ts';

/** Imports: their label, source and runs. */
export const imports = sqliteTable('imports', {
  row: integer('row').primaryKey(),
  importId: text('import_id').notNull().unique(),
  label: text('label').notNull(),
  archive: text('archive').notNull(),
  source: text('source', { mode: 'json' }).$type<ArchiveSource>().notNull(),
  runs: text('runs', { mode: 'json' }).$type<string[]>().notNull(),
  begunAt: text('begun_at').notNull(),
  begunBy: text('begun_by').notNull(),
  completedAt: text('completed_at'),
});

export const importsProjection = defineProjection({
  name: 'imports',
  version: 1,
  tables: [imports],
  prepare: (db) => ({
    begun: db
      .insert(imports)
      .values(params('importId', 'label', 'archive', 'source', 'runs', 'begunAt', 'begunBy'))
      .prepare(),
    completed: db
      .update(imports)
      .set({ completedAt: param('completedAt') })
      .where(eq(imports.importId, sql.placeholder('importId')))
      .prepare(),
  }),
  on: {
    'import.begun': ({ data: { importId, label, archive, source, runs }, at, by }, rows) => {
      const begun = { source: json(source), runs: json(runs), begunAt: at, begunBy: by };
      rows.begun.run({ importId, label, archive, ...begun });
    },
    'import.completed': ({ data: { importId }, at }, rows) =>
      one(rows.completed.run({ importId, completedAt: at }), importId),
  },
});

/** All imports, the newest first. */
export const importRows = (db: Database) =>
  db
    .select()
    .from(imports)
    .orderBy(desc(imports.row))
    .all()
    .map(({ importId, label, archive, source, runs, begunAt, begunBy, completedAt }) => ({
      id: importId,
      label,
      archive,
      code: source.code,
      made_at: source.madeAt,
      position: source.position,
      identities: source.identities,
      runs,
      imported_at: begunAt,
      imported_by: begunBy,
      completed_at: completedAt,
    }));
