import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { index, integer, type SQLiteColumn, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';
import { allGiven, defineProjection, given, one } from './projection.ts';
import { counting, noUnits, type UnitCounts, unitCounts } from './unit-counts.ts';

export type UnitStatus = 'open' | 'assigned' | 'completed' | 'accepted' | 'soft_rejected' | 'rejected' | 'expired';

/** Units: where each stands, and who holds or last held it. `row` is the order of their birth. */
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
    reviewedAt: text('reviewed_at'),
    note: text('note'),
  },
  (table) => [
    index('units_of_run').on(table.runId),
    index('units_by_status').on(table.status),
    index('units_of_run_by_status').on(table.runId, table.status),
  ],
);

type Change = Parameters<ReturnType<Database['update']>['set']>[0];

const counted = (status: UnitStatus): keyof UnitCounts => (status === 'soft_rejected' ? 'softRejected' : status);

/** Prepares a unit's step from one status to another, together with the run's counts; false if the unit was not there. */
function moving(db: Database, from: UnitStatus, to: UnitStatus, change: Change = {}) {
  const unit = db
    .update(units)
    .set({ status: to, ...change })
    .where(and(eq(units.unitId, sql.placeholder('unitId')), eq(units.status, from)))
    .prepare();
  // Whoever was submitted stays counted as submitted.
  const left = from === 'completed' ? {} : { [counted(from)]: -1 };
  const counts = counting(db, { ...left, [counted(to)]: 1 });
  return (runId: string, values: { unitId: string } & Record<string, unknown>): boolean => {
    if (unit.run(values).changes === 0) return false;
    one(counts.run({ runId }), runId);
    return true;
  };
}

function prepare(db: Database) {
  const holder = allGiven('agentId', 'workerId');
  const review = allGiven('reviewedAt', 'note');
  return {
    opened: db
      .insert(unitCounts)
      .values({ runId: sql.placeholder('runId'), ...noUnits })
      .prepare(),
    bornCount: counting(db, { assignments: 1, units: given('units'), open: given('units') }),
    born: db
      .insert(units)
      .values({ ...allGiven('unitId', 'runId', 'assignmentId'), status: 'open' })
      .prepare(),
    assigned: moving(db, 'open', 'assigned', { ...holder, ...allGiven('assignedAt', 'deadline') }),
    submitted: moving(db, 'assigned', 'completed', allGiven('submittedAt')),
    // An answer that came after its deadline, while nobody else had taken the unit.
    submittedAfterAll: moving(db, 'open', 'completed', { ...holder, ...allGiven('submittedAt') }),
    givenBack: moving(db, 'assigned', 'open'),
    expired: moving(db, 'open', 'expired'),
    accepted: moving(db, 'completed', 'accepted', review),
    acceptedAfterAll: moving(db, 'rejected', 'accepted', review),
    softRejected: moving(db, 'completed', 'soft_rejected', review),
    rejected: moving(db, 'completed', 'rejected', review),
    stopped: db
      .update(units)
      .set({ status: 'expired' })
      .where(and(eq(units.runId, sql.placeholder('runId')), eq(units.status, 'open')))
      .prepare(),
    stoppedCount: counting(db, { open: sql`-${given('units')}`, expired: given('units') }),
  };
}

const fits = (moved: boolean, unitId: string) => one({ changes: Number(moved) }, unitId);

export const unitsProjection = defineProjection({
  name: 'units',
  version: 1,
  tables: [units, unitCounts],
  prepare,
  on: {
    'task-run.opened': ({ data: { runId } }, rows) => {
      rows.opened.run({ runId });
    },
    'assignment.created': ({ data }, rows, { run: runId }) => {
      const { assignmentId } = data;
      for (let place = 0; place < data.units; place++) {
        rows.born.run({ unitId: `${assignmentId}.${place}`, runId, assignmentId });
      }
      one(rows.bornCount.run({ runId, units: data.units }), runId);
    },
    'unit.assigned': ({ data: { unitId, agentId, workerId, deadline }, at }, rows, { run }) =>
      fits(rows.assigned(run, { unitId, agentId, workerId, deadline, assignedAt: at }), unitId),
    'unit.submitted': ({ data: { unitId, agentId, workerId }, at }, rows, { run }) => {
      const values = { unitId, agentId, workerId, submittedAt: at };
      fits(rows.submitted(run, values) || rows.submittedAfterAll(run, values), unitId);
    },
    'unit.returned': ({ data: { unitId } }, rows, { run }) => fits(rows.givenBack(run, { unitId }), unitId),
    'unit.timed-out': ({ data: { unitId } }, rows, { run }) => fits(rows.givenBack(run, { unitId }), unitId),
    'unit.expired': ({ data: { unitId } }, rows, { run }) => fits(rows.expired(run, { unitId }), unitId),
    'unit.accepted': ({ data: { unitId, note = null }, at }, rows, { run }) => {
      const values = { unitId, note, reviewedAt: at };
      fits(rows.accepted(run, values) || rows.acceptedAfterAll(run, values), unitId);
    },
    'unit.soft-rejected': ({ data: { unitId, note = null }, at }, rows, { run }) =>
      fits(rows.softRejected(run, { unitId, note, reviewedAt: at }), unitId),
    'unit.rejected': ({ data: { unitId, note = null }, at }, rows, { run }) =>
      fits(rows.rejected(run, { unitId, note, reviewedAt: at }), unitId),
    'task-run.stopped': ({ data: { runId } }, rows) => {
      const { changes } = rows.stopped.run({ runId });
      rows.stoppedCount.run({ runId, units: changes });
    },
  },
});

// Who gave an open unit back is history, and does not hold it.
const unlessOpen = (column: SQLiteColumn) =>
  sql<string | null>`case when ${units.status} = 'open' then null else ${column} end`;

/** The columns of a unit as lists show it. */
export const unitColumns = {
  id: units.unitId,
  run: units.runId,
  assignment: units.assignmentId,
  status: units.status,
  agent: unlessOpen(units.agentId),
  worker: unlessOpen(units.workerId),
  assigned_at: unlessOpen(units.assignedAt),
  deadline: unlessOpen(units.deadline),
  submitted_at: units.submittedAt,
  reviewed_at: units.reviewedAt,
  note: units.note,
};

const selectUnits = (db: Database) => db.select({ row: units.row, ...unitColumns }).from(units);

/** A unit as lists show it. */
export type UnitRow = Omit<ReturnType<ReturnType<typeof selectUnits>['all']>[number], 'row'>;

export type UnitQuery = { run?: string; status?: UnitStatus; limit: number; cursor?: string };

/** A page of units in the order of their birth, and a cursor if there are more. */
export function unitPage(
  db: Database,
  { run, status, limit, cursor }: UnitQuery,
): { units: UnitRow[]; cursor?: string } {
  const found = selectUnits(db)
    .where(
      and(
        run === undefined ? undefined : eq(units.runId, run),
        status === undefined ? undefined : eq(units.status, status),
        cursor === undefined ? undefined : gt(units.row, Number(cursor)),
      ),
    )
    .orderBy(asc(units.row))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const rows = page.map(({ row: _, ...unit }) => unit);
  return found.length > limit ? { units: rows, cursor: String(page.at(-1)?.row) } : { units: rows };
}
