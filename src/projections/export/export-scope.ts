import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { units } from '../units/units.ts';

/** What to export: all runs of a task, or one run. */
type ExportOf = { task: string } | { run: string };

/** The run or task of this name, if there is one. */
export function exportOf(db: Database, name: string): ExportOf | undefined {
  const runs = db.select({ run: taskRuns.runId, task: taskRuns.task }).from(taskRuns);
  if (runs.where(eq(taskRuns.runId, name)).get()) return { run: name };
  const ofTask = db.select({ task: taskRuns.task }).from(taskRuns).where(eq(taskRuns.task, name)).get();
  return ofTask && { task: name };
}

/** The runs of an export, in the order in which they were opened. */
export const runsOf = (db: Database, what: ExportOf): string[] =>
  db
    .select({ run: taskRuns.runId })
    .from(taskRuns)
    .where('run' in what ? eq(taskRuns.runId, what.run) : eq(taskRuns.task, what.task))
    .orderBy(asc(taskRuns.row))
    .all()
    .map(({ run }) => run);

/** How many rows an export of these runs has. */
export function countRows(db: Database, runs: readonly string[], ordinary = false): number {
  const ofRuns = inArray(answers.runId, [...runs]);
  const all = db.select({ count: count() }).from(answers).where(ofRuns).get()?.count ?? 0;
  if (!ordinary) return all;
  const special = db
    .select({ count: count() })
    .from(answers)
    .innerJoin(units, eq(units.unitId, answers.unitId))
    .where(and(ofRuns, eq(units.special, true)));
  return all - (special.get()?.count ?? 0);
}
