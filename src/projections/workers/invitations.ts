import { and, eq, exists, inArray, or, type SQL, sql } from 'drizzle-orm';
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { onboardings } from '../onboarding/onboardings.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, param, params } from '../store/projection.ts';
import { agents } from '../units/agents.ts';
import { units } from '../units/units.ts';

/** The last invitation of each invited worker of a run. */
export const invitations = sqliteTable(
  'invitations',
  {
    row: integer('row').primaryKey(),
    runId: text('run_id').notNull(),
    workerId: text('worker_id').notNull(),
    invitationId: text('invitation_id').notNull(),
    worker: text('worker').notNull(),
    at: text('at').notNull(),
    by: text('by').notNull(),
    expiresAt: text('expires_at'),
    withdrawnAt: text('withdrawn_at'),
  },
  (table) => [uniqueIndex('invitation_of_worker').on(table.runId, table.workerId)],
);

export const invitationsProjection = defineProjection({
  name: 'invitations',
  version: 1,
  tables: [invitations],
  prepare(db) {
    const invited = params('invitationId', 'worker', 'at', 'by', 'expiresAt');
    return {
      created: db
        .insert(invitations)
        .values({ ...params('runId', 'workerId'), ...invited })
        .onConflictDoUpdate({
          target: [invitations.runId, invitations.workerId],
          set: { ...invited, withdrawnAt: null },
        })
        .prepare(),
      withdrawn: db
        .update(invitations)
        .set({ withdrawnAt: param('at') })
        .where(and(eq(invitations.runId, param('runId')), eq(invitations.invitationId, param('invitationId'))))
        .prepare(),
    };
  },
  on: {
    'invitation.created': ({ data, at, by }, rows) => {
      const { runId, workerId, invitationId, worker, expiresAt = null } = data;
      rows.created.run({ runId, workerId, invitationId, worker, at, by, expiresAt });
    },
    'invitation.withdrawn': ({ data: { runId, invitationId }, at }, rows) =>
      one(rows.withdrawn.run({ runId, invitationId, at }), invitationId),
  },
});

/**
 * The invitations of a run in the order in which workers were first invited, with how many units each worker holds and has submitted, whether they ever came,
 * and whether they are in the onboarding.
 */
export function invitationRows(db: Database, runId: string) {
  const counts = db
    .select({
      workerId: units.workerId,
      assigned: sql<number>`sum(${units.status} = 'assigned')`.as('assigned'),
      submitted: sql<number>`sum(${units.submittedAt} is not null and ${units.status} <> 'assigned')`.as('submitted'),
    })
    .from(units)
    .where(eq(units.runId, runId))
    .groupBy(units.workerId)
    .as('counts');
  const ofWorker = (table: typeof agents | typeof onboardings, is?: SQL) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(table)
        .where(and(eq(table.workerId, invitations.workerId), eq(table.runId, invitations.runId), is)),
    );
  const isOnboarding = inArray(onboardings.status, ['working', 'waiting']);
  return db
    .select({
      worker: invitations.worker,
      workerId: invitations.workerId,
      invitationId: invitations.invitationId,
      at: invitations.at,
      by: invitations.by,
      expiresAt: invitations.expiresAt,
      withdrawnAt: invitations.withdrawnAt,
      assigned: sql<number>`coalesce(${counts.assigned}, 0)`,
      submitted: sql<number>`coalesce(${counts.submitted}, 0)`,
      hasCome: sql`${or(ofWorker(agents), ofWorker(onboardings))}`.mapWith(Boolean),
      isOnboarding: sql`${ofWorker(onboardings, isOnboarding)}`.mapWith(Boolean),
    })
    .from(invitations)
    .leftJoin(counts, eq(counts.workerId, invitations.workerId))
    .where(eq(invitations.runId, runId))
    .orderBy(invitations.row)
    .all();
}
export type InvitationOfRun = ReturnType<typeof invitationRows>[number];
