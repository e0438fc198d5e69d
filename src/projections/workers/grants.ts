import { and, eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { defineProjection, one, orderOf, param, params } from '../store/projection.ts';

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
    // Of all qualifications together.
    index('all_grants_by_place').on(table.place),
    index('all_grants_by_value').on(table.value, table.place),
  ],
);

/** How many workers hold each qualification that anybody ever held: counting a million grants would keep workers waiting. */
export const holderCounts = sqliteTable('holder_counts', {
  qualificationId: text('qualification_id').primaryKey(),
  workers: integer('workers').notNull(),
});

type Rows = { gained: Map<string, number> };

function gain({ gained }: Rows, qualificationId: string, holders: 1 | -1): void {
  gained.set(qualificationId, (gained.get(qualificationId) ?? 0) + holders);
}

export const grantsProjection = defineProjection({
  name: 'grants',
  version: 2,
  tables: [grants, holderCounts],
  prepare(db) {
    const grant = params('value', 'grantedAt', 'grantedBy', 'place');
    const held = and(
      eq(grants.workerId, sql.placeholder('workerId')),
      eq(grants.qualificationId, sql.placeholder('qualificationId')),
    );
    return {
      /** The holders that each qualification gained since the last write, once per transaction. */
      gained: new Map<string, number>(),
      counted: db
        .insert(holderCounts)
        .values(params('qualificationId', 'workers'))
        .onConflictDoUpdate({
          target: holderCounts.qualificationId,
          set: { workers: sql`${holderCounts.workers} + ${param('workers')}` },
        })
        .prepare(),
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
      if (rows.changed.run(grant).changes > 0) return;
      rows.granted.run(grant);
      gain(rows, qualificationId, 1);
    },
    'worker.qualification-revoked': ({ data: { workerId, qualificationId } }, rows) => {
      one(rows.revoked.run({ workerId, qualificationId }), `${qualificationId} of ${workerId}`);
      gain(rows, qualificationId, -1);
    },
  },
  settle({ gained, counted }) {
    for (const [qualificationId, workers] of gained) counted.run({ qualificationId, workers });
    gained.clear();
  },
  forget: ({ gained }) => gained.clear(),
});
