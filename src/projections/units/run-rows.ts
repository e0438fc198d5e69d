import { desc, eq, sql } from 'drizzle-orm';
import { textOutside } from '../../events/outside.ts';
import { isDevelopment, taskRuns, workerIdentity } from '../runs/task-runs.ts';
import { unitCounts } from '../runs/unit-counts.ts';
import type { Database } from '../store/database.ts';
import { units } from './units.ts';

/** The URL at which workers reach a run. */
export type UrlOf = (runId: string) => string;

const count = (column: (typeof unitCounts)[Exclude<keyof typeof unitCounts.$inferSelect, 'runId'>]) =>
  sql<number>`coalesce(${column}, 0)`;

/** How many people have a unit now; one may have several. */
const atWork = sql<number>`(select count(distinct ${units.workerId}) from ${units}
  where ${units.runId} = ${taskRuns.runId} and ${units.status} = 'assigned')`;

const selectRuns = (db: Database) =>
  db
    .select({
      id: taskRuns.runId,
      task: taskRuns.task,
      title: taskRuns.title,
      status: taskRuns.status,
      assignments: count(unitCounts.assignments),
      units_per_assignment: sql<number>`json_extract(${taskRuns.settings}, '$.unitsPerAssignment')`,
      units: count(unitCounts.units),
      open: count(unitCounts.open),
      assigned: count(unitCounts.assigned),
      completed: count(unitCounts.completed),
      accepted: count(unitCounts.accepted),
      soft_rejected: count(unitCounts.soft_rejected),
      rejected: count(unitCounts.rejected),
      expired: count(unitCounts.expired),
      special_units: count(unitCounts.special_units),
      special_open: count(unitCounts.special_open),
      special_assigned: count(unitCounts.special_assigned),
      special_completed: count(unitCounts.special_completed),
      special_accepted: count(unitCounts.special_accepted),
      special_soft_rejected: count(unitCounts.special_soft_rejected),
      special_rejected: count(unitCounts.special_rejected),
      special_expired: count(unitCounts.special_expired),
      at_work: atWork,
      problem: taskRuns.problem,
      opened_at: taskRuns.openedAt,
      launched_at: taskRuns.launchedAt,
      ended_at: taskRuns.endedAt,
      hidden: taskRuns.hidden,
      development: isDevelopment,
      worker_identity: workerIdentity,
    })
    .from(taskRuns)
    .leftJoin(unitCounts, eq(unitCounts.runId, taskRuns.runId));

/** A run as lists show it. `completed` counts every submission, reviewed or not; `problem` is why its data failed. */
export type RunRow = ReturnType<ReturnType<typeof selectRuns>['all']>[number] & { worker_url: string };

const toRow = (run: Omit<RunRow, 'worker_url'>, urlOf: UrlOf): RunRow => ({
  ...run,
  // Earlier versions wrote folders of the machine into the log.
  problem: run.problem === null ? null : textOutside(run.problem),
  worker_url: urlOf(run.id),
});

/** All runs, the newest first. */
export const runRows = (db: Database, urlOf: UrlOf): RunRow[] =>
  selectRuns(db)
    .orderBy(desc(taskRuns.row))
    .all()
    .map((run) => toRow(run, urlOf));

/** The run of this id, if it exists. */
export function runRow(db: Database, runId: string, urlOf: UrlOf): RunRow | undefined {
  const run = selectRuns(db).where(eq(taskRuns.runId, runId)).get();
  return run && toRow(run, urlOf);
}
