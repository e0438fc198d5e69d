import { and, asc, count, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { AnswerFilter, Manifest } from '../../api/exports.ts';
import { isDevelopment, taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { type UnitStatus, units } from '../units/units.ts';
import type { ExportRow } from './export-row.ts';

/** What to export: all runs of a task, or one run; or several of both. */
export type ExportOf = Manifest['of'];

/** The run or task of this name, if there is one. */
export function exportOf(db: Database, name: string): { task: string } | { run: string } | undefined {
  const runs = db.select({ run: taskRuns.runId, task: taskRuns.task }).from(taskRuns);
  if (runs.where(eq(taskRuns.runId, name)).get()) return { run: name };
  const ofTask = db.select({ task: taskRuns.task }).from(taskRuns).where(eq(taskRuns.task, name)).get();
  return ofTask && { task: name };
}

/** The runs of an export, each once, in the order in which they were opened; those of a task without the ones for development. */
export function runsOf(db: Database, what: ExportOf): string[] {
  const list = [what].flat();
  const all = db
    .select({ run: taskRuns.runId, task: taskRuns.task, isDevelopment })
    .from(taskRuns)
    .orderBy(asc(taskRuns.row))
    .all();
  const isWanted = ({ run, task, isDevelopment }: (typeof all)[number]) =>
    list.some((one) => ('run' in one ? one.run === run : one.task === task && !isDevelopment));
  return all.filter(isWanted).map(({ run }) => run);
}

/** Which answers an export has: none to units made for one worker if it is `ordinary`, and of the others all, or those that were accepted or not rejected. */
export type Wanted = { ordinary?: boolean; answers?: AnswerFilter };

const wantedStatuses: Record<Exclude<AnswerFilter, 'all'>, UnitStatus[]> = {
  accepted: ['accepted'],
  'not-rejected': ['accepted', 'completed'],
};

/** The condition of the wanted answers, for a query that joins units. */
export function wantedWhere({ ordinary = false, answers: filter = 'all' }: Wanted): SQL | undefined {
  const ofFilter = filter === 'all' ? [] : [eq(answers.late, false), inArray(units.status, wantedStatuses[filter])];
  return and(...(ordinary ? [sql`not coalesce(${units.special}, 0)`] : []), ...ofFilter);
}

/** The same of an answer of an export. */
export const isWanted = (row: Pick<ExportRow, 'status' | 'special'>, { ordinary, answers: filter = 'all' }: Wanted) =>
  !(ordinary && row.special) && (filter === 'all' || wantedStatuses[filter].some((status) => status === row.status));

/** How many answers an export of these runs has. */
export function countRows(db: Database, runs: readonly string[], wanted: Wanted = {}): number {
  const found = db
    .select({ count: count() })
    .from(answers)
    .leftJoin(units, eq(units.unitId, answers.unitId))
    .where(and(inArray(answers.runId, [...runs]), wantedWhere(wanted)))
    .get();
  return found?.count ?? 0;
}
