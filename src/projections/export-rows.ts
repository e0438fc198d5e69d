import { setImmediate as breathe } from 'node:timers/promises';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { StoredFile } from '../events/file.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import type { Database } from './database.ts';
import { type Decision, reviews } from './reviews.ts';
import { taskRuns } from './task-runs.ts';
import { type UnitStatus, units } from './units.ts';

/** One answer with everything an analysis needs; `seconds` is the time from getting the unit to handing in. */
export type ExportRow = {
  task: string;
  run: string;
  assignment: string;
  unit: string;
  worker: string;
  agent: string;
  /** Where the unit stands, or `late` for an answer that does not count. */
  status: UnitStatus | 'late';
  assigned_at: string | null;
  submitted_at: string;
  seconds: number | null;
  late: boolean;
  data: Record<string, unknown>;
  answer: unknown;
  files: StoredFile[];
  review: { decision: Decision; note: string | null; by: string; at: string } | null;
};

/** What to export: every run of a task, or one run. */
export type ExportOf = { task: string } | { run: string };

/** Rows fetched at once, and how long to work before others get their turn, in ms. */
const pageSize = 100;
const turn = 5;

const latestReview = sql`(select max("row") from ${reviews} as r where r.unit_id = ${answers.unitId})`;

const preparePage = (db: Database) =>
  db
    .select({
      row: answers.row,
      task: taskRuns.task,
      run: answers.runId,
      unit: answers.unitId,
      worker: answers.workerId,
      agent: answers.agentId,
      status: units.status,
      assigned_at: agents.connectedAt,
      submitted_at: answers.submittedAt,
      late: answers.late,
      shared: assignments.shared,
      unitData: assignments.unitData,
      answer: answers.answer,
      files: answers.files,
      review: { decision: reviews.decision, note: reviews.note, by: reviews.by, at: reviews.at },
    })
    .from(answers)
    .innerJoin(taskRuns, eq(taskRuns.runId, answers.runId))
    .leftJoin(units, eq(units.unitId, answers.unitId))
    .leftJoin(agents, eq(agents.agentId, answers.agentId))
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(reviews, and(eq(reviews.row, latestReview), eq(answers.late, false)))
    .where(and(eq(answers.runId, sql.placeholder('run')), gt(answers.row, sql.placeholder('after'))))
    .orderBy(asc(answers.row))
    .limit(pageSize)
    .prepare();

type Found = ReturnType<ReturnType<typeof preparePage>['all']>[number];

function toRow({ row: _, shared, unitData, status, files, ...found }: Found): ExportRow {
  const { task, run, unit, worker, agent, assigned_at, submitted_at, late, answer, review } = found;
  return {
    task,
    run,
    assignment: unit.slice(0, unit.lastIndexOf('.')),
    unit,
    worker,
    agent,
    status: late ? 'late' : (status ?? 'completed'),
    assigned_at,
    submitted_at,
    seconds: assigned_at === null ? null : (Date.parse(submitted_at) - Date.parse(assigned_at)) / 1000,
    late,
    data: dataOf({ unitId: unit, shared: shared ?? {}, unitData }),
    answer,
    files: files ?? [],
    review,
  };
}

/** Every answer of a run, or of all runs of a task, in the order they were handed in; a page at a time, with breaks for others. */
export async function* exportRows(db: Database, what: ExportOf): AsyncGenerator<ExportRow> {
  const wanted = 'run' in what ? eq(taskRuns.runId, what.run) : eq(taskRuns.task, what.task);
  const runs = db.select({ run: taskRuns.runId }).from(taskRuns).where(wanted).orderBy(asc(taskRuns.row)).all();
  const page = preparePage(db);
  let turnBegan = performance.now();
  for (const { run } of runs) {
    let after = 0;
    for (let found = page.all({ run, after }); found.length > 0; found = page.all({ run, after })) {
      for (const answer of found) {
        yield toRow(answer);
        after = answer.row;
        if (performance.now() - turnBegan < turn) continue;
        await breathe();
        turnBegan = performance.now();
      }
    }
  }
}
