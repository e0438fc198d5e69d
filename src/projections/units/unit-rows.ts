import { inArray, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { flaggedBy } from '../rules/applied-rules.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { bonuses } from './bonuses.ts';
import { comments } from './comments.ts';
import { type ReviewEvent, reviews } from './reviews.ts';
import { payCents } from './unit-pay.ts';
import { units } from './units.ts';

/** A value of who has a unit; null while it is open, since its last agent has returned it and no longer holds it. */
export const unlessOpen = (column: SQLiteColumn) =>
  sql<string | null>`case when ${units.status} = 'open' then null else ${column} end`;

const requested: ReviewEvent = 'second_opinion_asked';
/** All who requested the pending second opinion, since the last decision or undo. */
const askers = sql`case when ${units.secondOpinion} is null then '[]' else (
    select json_group_array(distinct "asked"."by") from ${reviews} as "asked"
    where "asked"."unit_id" = ${units.unitId} and "asked"."decision" = ${requested} and "asked"."row" > coalesce((
      select max("other"."row") from ${reviews} as "other"
      where "other"."unit_id" = ${units.unitId} and "other"."decision" <> ${requested}), 0)) end`.mapWith(
  (text: string): string[] => JSON.parse(text),
);

/** The columns of a unit as lists show it; they need the unit's run joined. */
export const unitColumns = {
  id: units.unitId,
  run: units.runId,
  task: taskRuns.task,
  assignment: units.assignmentId,
  status: units.status,
  agent: unlessOpen(units.agentId),
  worker: unlessOpen(units.workerId),
  assigned_at: unlessOpen(units.assignedAt),
  deadline: unlessOpen(units.deadline),
  submitted_at: units.submittedAt,
  seconds: units.seconds,
  reviewed_at: units.reviewedAt,
  reviewed_by: units.reviewedBy,
  note: units.note,
  second_opinion: units.secondOpinion,
  second_opinions: askers,
  purpose: units.purpose,
  correct: units.correct,
  pay_cents: sql<number | null>`case when ${units.status} in ('open', 'expired') then null else ${payCents} end`,
  flagged: sql<
    string | null
  >`case when ${units.submittedAt} is null then null else ${flaggedBy(units.runId, units.workerId)} end`,
  bonus_cents: sql<number>`(select coalesce(sum(${bonuses.cents}), 0) from ${bonuses}
    where ${bonuses.unitId} = ${units.unitId} and ${bonuses.state} <> 'withdrawn')`,
  comments: sql<number>`(select count(*) from ${comments}
    where ${comments.unitId} = ${units.unitId} and ${comments.removedAt} is null)`,
};

/** Selects units as lists show them, each with its row. */
const selectUnits = (db: Database, where: SQL | undefined) =>
  db
    .select({ row: units.row, ...unitColumns })
    .from(units)
    .leftJoin(taskRuns, sql`${taskRuns.runId} = ${units.runId}`)
    .where(where);

type Selected = ReturnType<ReturnType<typeof selectUnits>['all']>[number];
/** A unit as lists show it. */
export type UnitRow = Omit<Selected, 'row'>;

/** The units of these rows, in this order. */
export function unitsAt(db: Database, rows: readonly number[]): UnitRow[] {
  const found = new Map<number, UnitRow>();
  for (const { row, ...unit } of selectUnits(db, inArray(units.row, [...rows])).all()) found.set(row, unit);
  return rows.flatMap((row) => found.get(row) ?? []);
}

/** The existing units of these ids, in this order. */
export function unitsNamed(db: Database, ids: readonly string[]): UnitRow[] {
  const named = sql`${units.unitId} in (select "value" from json_each(${JSON.stringify(ids)}))`;
  const found = new Map(
    selectUnits(db, named)
      .all()
      .map(({ row: _, ...unit }) => [unit.id, unit]),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}
