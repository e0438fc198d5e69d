import { asc, eq } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { isDevelopment, taskRuns } from './task-runs.ts';

/** Which rows: those of one run, of all runs of a task, or all. */
export type Scope = { run?: string; task?: string };

/** The runs of a scope, in the order in which they were opened. */
export function runsIn(db: Database, { run, task }: Scope): string[] {
  const found = db.select({ run: taskRuns.runId, task: taskRuns.task }).from(taskRuns).orderBy(asc(taskRuns.row));
  const runs = (run ? found.where(eq(taskRuns.runId, run)) : task ? found.where(eq(taskRuns.task, task)) : found).all();
  return runs.filter((one) => !task || one.task === task).map((one) => one.run);
}

/** The runs of a scope whose answers count, in figures and in what is owed: without those for development, unless one of them is asked for by its id. */
export function countedRunsIn(db: Database, scope: Scope): string[] {
  const runs = runsIn(db, scope);
  if (scope.run) return runs;
  const developed = db.select({ run: taskRuns.runId }).from(taskRuns).where(isDevelopment).all();
  const leftOut = new Set(developed.map(({ run }) => run));
  return runs.filter((run) => !leftOut.has(run));
}
