import { and, eq, lt, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { UnitPurpose } from '../../events/unit.ts';
import { type Counts, ofSpecialUnits, openCounts, unitCounts, zeroCounts } from '../runs/unit-counts.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, param, params } from '../store/projection.ts';
import { ownPay } from './own-pay.ts';
import type { Decision } from './reviews.ts';

export type UnitStatus = 'open' | 'assigned' | 'completed' | Decision | 'expired';

/**
 * Units: the status of each, who holds or last held it, and who reviewed it. `row` is the order of creation; `seconds` is
 * the time from assignment to submission; `second_opinion` is who requested one, while it is pending. `purpose` is what a unit
 * is for beside its answer; `special` ones were made for one worker. `correct` and `disqualifies` are how it was judged.
 */
export const units = sqliteTable(
  'units',
  {
    row: integer('row').primaryKey(),
    unitId: text('unit_id').notNull().unique(),
    runId: text('run_id').notNull(),
    assignmentId: text('assignment_id').notNull(),
    status: text('status').$type<UnitStatus>().notNull(),
    agentId: text('agent_id'),
    workerId: text('worker_id'),
    assignedAt: text('assigned_at'),
    deadline: text('deadline'),
    submittedAt: text('submitted_at'),
    seconds: real('seconds'),
    reviewedAt: text('reviewed_at'),
    reviewedBy: text('reviewed_by'),
    note: text('note'),
    secondOpinion: text('second_opinion'),
    purpose: text('purpose').$type<UnitPurpose>(),
    special: integer('special', { mode: 'boolean' }).notNull(),
    correct: integer('correct', { mode: 'boolean' }),
    disqualifies: integer('disqualifies', { mode: 'boolean' }),
    judgedAt: text('judged_at'),
    payCents: real('pay_cents'),
  },
  (table) => [
    index('units_of_run_by_status').on(table.runId, table.status),
    // Counts by worker, times, and the items to review are read from these indexes alone.
    index('units_handed_in_by_worker')
      .on(table.runId, table.workerId, table.status, table.submittedAt, table.seconds)
      .where(sql`"submitted_at" is not null`),
    index('units_waiting_by_item')
      .on(table.runId, table.assignmentId, table.submittedAt)
      .where(sql`"status" = 'completed'`),
    index('units_in_doubt').on(table.runId).where(sql`"second_opinion" is not null`),
    index('units_that_assess')
      .on(table.workerId, table.runId, table.purpose, table.correct)
      .where(sql`"purpose" is not null`),
  ],
);

type Change = Parameters<ReturnType<Database['update']>['set']>[0];

const isReviewed = (status: UnitStatus) => ['accepted', 'soft_rejected', 'rejected'].includes(status);

/** Prepares a unit's step from one status to another with the run's counts; false if the unit did not have the first status. */
function prepareStep(db: Database, counts: Counts, from: UnitStatus, to: UnitStatus, change: Change = {}) {
  const unit = db
    .update(units)
    .set({ status: to, ...change })
    .where(and(eq(units.unitId, sql.placeholder('unitId')), eq(units.status, from)))
    .returning({ special: units.special, payCents: units.payCents })
    .prepare();
  // A submitted unit stays counted as completed, through review and back.
  const lost = from === 'completed' ? {} : { [from]: -1 };
  const gained = isReviewed(from) && to === 'completed' ? {} : { [to]: 1 };
  const both = { ...lost, ...gained };
  const ofSpecial = ofSpecialUnits(both);
  return (runId: string, values: { unitId: string } & Record<string, unknown>): boolean => {
    const moved = unit.get(values);
    if (!moved) return false;
    counts.add(runId, moved.special ? ofSpecial : both);
    if (moved.payCents !== null) counts.add(runId, ownPay(from, to, moved.payCents));
    return true;
  };
}

const noReview = { reviewedAt: null, reviewedBy: null, note: null, secondOpinion: null };
// From ISO 8601 texts, rounded to milliseconds.
const seconds = sql`round((julianday(${param('submittedAt')}) - julianday(${units.assignedAt})) * 86400, 3)`;

function prepare(db: Database) {
  const counts = openCounts(db);
  const holder = params('agentId', 'workerId');
  const submission = { ...params('submittedAt'), seconds };
  const review = { ...params('reviewedAt', 'reviewedBy', 'note'), secondOpinion: null };
  const thisUnit = eq(units.unitId, sql.placeholder('unitId'));
  const ofRun = eq(units.runId, sql.placeholder('runId'));
  return {
    counts,
    opened: db
      .insert(unitCounts)
      .values({ runId: sql.placeholder('runId'), ...zeroCounts })
      .prepare(),
    unitCreated: db
      .insert(units)
      .values({ ...params('unitId', 'runId', 'assignmentId', 'purpose', 'special'), status: 'open' })
      .prepare(),
    withFewerUnits: db
      .select({ assignmentId: units.assignmentId, has: sql<number>`count(*)` })
      .from(units)
      .where(and(ofRun, eq(units.special, false)))
      .groupBy(units.assignmentId)
      .having(({ has }) => lt(has, sql.placeholder('units')))
      .orderBy(sql`min("row")`)
      .prepare(),
    assigned: prepareStep(db, counts, 'open', 'assigned', {
      ...holder,
      ...params('assignedAt', 'deadline', 'payCents'),
    }),
    submitted: prepareStep(db, counts, 'assigned', 'completed', submission),
    // An answer that arrived after its deadline, while nobody else had taken the unit.
    submittedAfterTimeout: prepareStep(db, counts, 'open', 'completed', { ...holder, ...submission }),
    reopened: prepareStep(db, counts, 'assigned', 'open', {
      purpose: sql`case when ${units.special} then ${units.purpose} end`,
    }),
    screens: db.update(units).set({ purpose: 'screening' }).where(thisUnit).prepare(),
    judged: db
      .update(units)
      .set(params('correct', 'disqualifies', 'judgedAt'))
      .where(thisUnit)
      .prepare(),
    expired: prepareStep(db, counts, 'open', 'expired'),
    accepted: prepareStep(db, counts, 'completed', 'accepted', review),
    acceptedAfterRejection: prepareStep(db, counts, 'rejected', 'accepted', review),
    softRejected: prepareStep(db, counts, 'completed', 'soft_rejected', review),
    rejected: prepareStep(db, counts, 'completed', 'rejected', review),
    undone: [
      prepareStep(db, counts, 'accepted', 'completed', noReview),
      prepareStep(db, counts, 'soft_rejected', 'completed', noReview),
      prepareStep(db, counts, 'rejected', 'completed', noReview),
    ],
    secondOpinionRequested: db.update(units).set(params('secondOpinion')).where(thisUnit).prepare(),
    noteSaid: db.update(units).set(params('note')).where(thisUnit).prepare(),
    noSecondOpinion: db.update(units).set({ secondOpinion: null }).where(thisUnit).prepare(),
    stopped: db
      .update(units)
      .set({ status: 'expired' })
      .where(and(ofRun, eq(units.status, 'open'), eq(units.special, sql.placeholder('special'))))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;

const assertMoved = (moved: boolean, unitId: string) => one({ changes: Number(moved) }, unitId);

type NewUnits = { runId: string; assignmentId: string; purpose?: UnitPurpose; from: number; to: number };

function createUnits(rows: Rows, { runId, assignmentId, purpose, from, to }: NewUnits): void {
  const special = Number(purpose !== undefined);
  for (let place = from; place < to; place++)
    rows.unitCreated.run({
      unitId: `${assignmentId}.${place}`,
      ...{ runId, assignmentId, purpose: purpose ?? null, special },
    });
}

function extend(rows: Rows, runId: string, unitsPerAssignment: number): void {
  let units = 0;
  for (const { assignmentId, has } of rows.withFewerUnits.all({ runId, units: unitsPerAssignment })) {
    createUnits(rows, { runId, assignmentId, from: has, to: unitsPerAssignment });
    units += unitsPerAssignment - has;
  }
  rows.counts.add(runId, { units, open: units });
}

type ReviewFact = { data: { unitId: string; note?: string }; by: string; at: string };
const reviewOf = ({ data: { unitId, note }, by, at }: ReviewFact) => ({
  unitId,
  note: note ?? null,
  reviewedBy: by,
  reviewedAt: at,
});

export const unitsProjection = defineProjection({
  name: 'units',
  version: 6,
  tables: [units, unitCounts],
  prepare,
  on: {
    'task-run.opened': ({ data: { runId } }, rows) => {
      rows.opened.run({ runId });
    },
    'assignment.created': ({ data }, rows, { run: runId }) => {
      const { assignmentId, units, special } = data;
      createUnits(rows, { runId, assignmentId, purpose: special?.purpose, from: 0, to: units });
      const created = { assignments: 1, units, open: units };
      rows.counts.add(runId, special ? ofSpecialUnits(created) : created);
    },
    'assignment.extended': ({ data: { assignmentId, units } }, rows, { run: runId }) => {
      createUnits(rows, { runId, assignmentId, from: units - 1, to: units });
      rows.counts.add(runId, { units: 1, open: 1 });
    },
    'task-run.extended': ({ data: { runId, unitsPerAssignment } }, rows) => extend(rows, runId, unitsPerAssignment),
    'unit.assigned': ({ data, at: assignedAt }, rows, { run }) => {
      const { unitId, agentId, workerId, deadline, purpose, payCents = null } = data;
      assertMoved(rows.assigned(run, { unitId, agentId, workerId, deadline, payCents, assignedAt }), unitId);
      if (purpose) rows.screens.run({ unitId });
    },
    'unit.judged': ({ data: { unitId, purpose, correct = null, disqualifies }, at: judgedAt }, rows) => {
      if (!purpose) return;
      const values = {
        correct: correct === null ? null : Number(correct),
        disqualifies: Number(disqualifies ?? false),
      };
      one(rows.judged.run({ unitId, ...values, judgedAt }), unitId);
    },
    'unit.submitted': ({ data: { unitId, agentId, workerId }, at }, rows, { run }) => {
      const values = { unitId, agentId, workerId, submittedAt: at };
      assertMoved(rows.submitted(run, values) || rows.submittedAfterTimeout(run, values), unitId);
    },
    'unit.returned': ({ data: { unitId } }, rows, { run }) => assertMoved(rows.reopened(run, { unitId }), unitId),
    'unit.timed-out': ({ data: { unitId } }, rows, { run }) => assertMoved(rows.reopened(run, { unitId }), unitId),
    'unit.expired': ({ data: { unitId } }, rows, { run }) => assertMoved(rows.expired(run, { unitId }), unitId),
    'unit.accepted': (fact, rows, { run }) =>
      assertMoved(
        rows.accepted(run, reviewOf(fact)) || rows.acceptedAfterRejection(run, reviewOf(fact)),
        fact.data.unitId,
      ),
    'unit.soft-rejected': (fact, rows, { run }) =>
      assertMoved(rows.softRejected(run, reviewOf(fact)), fact.data.unitId),
    'unit.rejected': (fact, rows, { run }) => assertMoved(rows.rejected(run, reviewOf(fact)), fact.data.unitId),
    'unit.review-undone': ({ data: { unitId } }, rows, { run }) => {
      if (!rows.undone.some((move) => move(run, { unitId }))) one(rows.noSecondOpinion.run({ unitId }), unitId);
    },
    'unit.review-supplemented': ({ data: { unitId, note } }, rows) => {
      if (note) one(rows.noteSaid.run({ unitId, note }), unitId);
    },
    'unit.supplement-undone': ({ data: { unitId, left } }, rows) =>
      one(rows.noteSaid.run({ unitId, note: left.note ?? null }), unitId),
    'unit.second-opinion-asked': ({ data: { unitId }, by: secondOpinion }, rows) =>
      one(rows.secondOpinionRequested.run({ unitId, secondOpinion }), unitId),
    'task-run.stopped': ({ data: { runId } }, rows) => {
      const cancel = (special: boolean) => rows.stopped.run({ runId, special: Number(special) }).changes;
      const [ordinary, special] = [cancel(false), cancel(true)];
      rows.counts.add(runId, { open: -ordinary, expired: ordinary });
      rows.counts.add(runId, ofSpecialUnits({ open: -special, expired: special }));
    },
  },
  settle: ({ counts }) => counts.settle(),
  forget: ({ counts }) => counts.forget(),
});
