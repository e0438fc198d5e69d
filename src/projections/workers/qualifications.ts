import { asc, eq, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, one, param, params } from '../store/projection.ts';
import { holderCounts } from './grants.ts';

/** Qualifications with their current names, in the order of creation; retired ones stay. */
export const qualifications = sqliteTable('qualifications', {
  row: integer('row').primaryKey(),
  qualificationId: text('qualification_id').notNull().unique(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  createdAt: text('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  retired: integer('retired', { mode: 'boolean' }).notNull(),
});

export const qualificationsProjection = defineProjection({
  name: 'qualifications',
  version: 1,
  tables: [qualifications],
  prepare(db) {
    const columns = params('qualificationId', 'name', 'description', 'createdAt', 'createdBy');
    const prepareUpdate = (values: Parameters<ReturnType<typeof db.update<typeof qualifications>>['set']>[0]) =>
      db
        .update(qualifications)
        .set(values)
        .where(eq(qualifications.qualificationId, sql.placeholder('qualificationId')))
        .prepare();
    return {
      created: db
        .insert(qualifications)
        .values({ ...columns, retired: false })
        .prepare(),
      edited: prepareUpdate({
        name: sql`coalesce(${param('name')}, ${qualifications.name})`,
        description: sql`coalesce(${param('description')}, ${qualifications.description})`,
      }),
      retired: prepareUpdate({ retired: true }),
    };
  },
  on: {
    'qualification.created': ({ data: { qualificationId, name, description }, at, by }, rows) => {
      rows.created.run({ qualificationId, name, description, createdAt: at, createdBy: by });
    },
    'qualification.edited': ({ data: { qualificationId, name = null, description = null } }, rows) =>
      one(rows.edited.run({ qualificationId, name, description }), qualificationId),
    'qualification.retired': ({ data: { qualificationId } }, rows) =>
      one(rows.retired.run({ qualificationId }), qualificationId),
  },
});

/** All qualifications, the oldest first; `workers` is the number of holders. */
export const qualificationRows = (db: Database) =>
  db
    .select({
      id: qualifications.qualificationId,
      name: qualifications.name,
      description: qualifications.description,
      created_at: qualifications.createdAt,
      created_by: qualifications.createdBy,
      retired: qualifications.retired,
      workers: sql<number>`coalesce(${holderCounts.workers}, 0)`,
    })
    .from(qualifications)
    .leftJoin(holderCounts, eq(holderCounts.qualificationId, qualifications.qualificationId))
    .orderBy(asc(qualifications.row))
    .all();
