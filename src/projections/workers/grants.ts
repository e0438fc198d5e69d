import { and, eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, one, orderOf, params } from '../store/projection.ts';

/** Who holds which qualification, with which value; `place` is the log position of the last grant. */
export const grants = sqliteTable(
  'grants',
  {
    row: integer('row').primaryKey(),
    workerId: text('worker_id').notNull(),
    qualificationId: text('qualification_id').notNull(),
    value: integer('value').notNull(),
    grantedAt: text('granted_at').notNull(),
    grantedBy: text('granted_by').notNull(),
    place: integer('place').notNull(),
  },
  (table) => [
    index('grants_of_worker').on(table.workerId, table.qualificationId),
    index('grants_by_place').on(table.qualificationId, table.place),
    index('grants_by_value').on(table.qualificationId, table.value, table.place),
  ],
);

export const grantsProjection = defineProjection({
  name: 'grants',
  version: 1,
  tables: [grants],
  prepare(db) {
    const grant = params('value', 'grantedAt', 'grantedBy', 'place');
    const held = and(
      eq(grants.workerId, sql.placeholder('workerId')),
      eq(grants.qualificationId, sql.placeholder('qualificationId')),
    );
    return {
      changed: db.update(grants).set(grant).where(held).prepare(),
      granted: db
        .insert(grants)
        .values({ ...grant, ...params('workerId', 'qualificationId') })
        .prepare(),
      revoked: db.delete(grants).where(held).prepare(),
    };
  },
  on: {
    'worker.qualification-granted': ({ data: { workerId, qualificationId, value }, at, by }, rows, where) => {
      const grant = { workerId, qualificationId, value, grantedAt: at, grantedBy: by, place: orderOf(where) };
      if (rows.changed.run(grant).changes === 0) rows.granted.run(grant);
    },
    'worker.qualification-revoked': ({ data: { workerId, qualificationId } }, rows) =>
      one(rows.revoked.run({ workerId, qualificationId }), `${qualificationId} of ${workerId}`),
  },
});
