import { and, asc, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { StoredFile } from '../events/file.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import type { Database } from './database.ts';
import { metadata } from './metadata.ts';
import { checkpoints } from './projection.ts';
import { taskRuns } from './task-runs.ts';
import { type UnitStatus, units } from './units.ts';

/** Rows fetched at once. */
const pageSize = 2000;

/** An answer that came in time, with where its unit stands; `row` is the order in which answers were handed in. */
export type GivenAnswer = {
  row: number;
  unit: string;
  worker: string;
  status: UnitStatus;
  seconds: number | null;
  submittedAt: string;
  reviewedAt: string | null;
  answer: unknown;
};

/** Up to where in the log these rows tell. */
export const sequenceOf = (db: Database): number =>
  Math.max(
    0,
    ...db
      .select({ sequence: checkpoints.sequence })
      .from(checkpoints)
      .all()
      .map(({ sequence }) => sequence),
  );

/** All answers to a run that came in time, in the order in which they were handed in. */
export function* answersGiven(db: Database, run: string): Generator<GivenAnswer> {
  const page = db
    .select({
      row: answers.row,
      unit: answers.unitId,
      worker: answers.workerId,
      status: units.status,
      seconds: units.seconds,
      submittedAt: answers.submittedAt,
      reviewedAt: units.reviewedAt,
      answer: answers.answer,
    })
    .from(answers)
    .innerJoin(units, and(eq(units.unitId, answers.unitId), eq(units.agentId, answers.agentId)))
    .where(
      and(
        eq(answers.runId, sql.placeholder('run')),
        gt(answers.row, sql.placeholder('after')),
        eq(answers.late, false),
      ),
    )
    .orderBy(asc(answers.row))
    .limit(pageSize)
    .prepare();
  for (let after = 0; ; ) {
    const found = page.all({ run, after });
    yield* found;
    if (found.length < pageSize) return;
    after = found.at(-1)?.row ?? 0;
  }
}

/** Every item of a run with the data that its first unit is given. */
export function* itemsOf(db: Database, run: string): Generator<{ item: string; data: Record<string, unknown> }> {
  const page = db
    .select({
      row: assignments.row,
      item: assignments.assignmentId,
      shared: assignments.shared,
      unitData: assignments.unitData,
    })
    .from(assignments)
    .where(and(eq(assignments.runId, sql.placeholder('run')), gt(assignments.row, sql.placeholder('after'))))
    .orderBy(asc(assignments.row))
    .limit(pageSize)
    .prepare();
  for (let after = 0; ; ) {
    const found = page.all({ run, after });
    for (const { item, shared, unitData } of found)
      yield { item, data: dataOf({ unitId: `${item}.0`, shared, unitData }) };
    if (found.length < pageSize) return;
    after = found.at(-1)?.row ?? 0;
  }
}

/** The configs of runs as they were when each was opened, by run. */
export const configsOf = (db: Database, runs: readonly string[]): Map<string, Record<string, unknown>> =>
  new Map(
    db
      .select({ run: taskRuns.runId, config: taskRuns.config })
      .from(taskRuns)
      .where(inArray(taskRuns.runId, [...runs]))
      .all()
      .map(({ run, config }) => [run, config]),
  );

/** Something a page sent beside an answer, with whose it is. */
export type Remark = {
  row: number;
  unit: string;
  worker: string;
  at: string;
  content: unknown;
  files: StoredFile[];
};

/** What pages sent beside answers up to the row `from`, the newest first; at most `limit`, of these runs or of all. */
export function remarksFrom(
  db: Database,
  { runs, from, limit }: { runs: readonly string[] | undefined; from: number; limit: number },
): Remark[] {
  const rowsOf = (run: string | undefined) =>
    db
      .select({ row: metadata.row })
      .from(metadata)
      .where(
        and(
          run === undefined ? undefined : eq(metadata.runId, run),
          eq(metadata.kind, 'metadata'),
          lte(metadata.row, from),
        ),
      )
      .orderBy(desc(metadata.row))
      .limit(limit)
      .all()
      .map(({ row }) => row);
  // Each run's rows are in order already: its newest are taken from the index, and the pages merged.
  const rows = (runs ? runs.flatMap(rowsOf).sort((one, other) => other - one) : rowsOf(undefined)).slice(0, limit);
  return db
    .select({
      row: metadata.row,
      unit: agents.unitId,
      worker: agents.workerId,
      at: metadata.at,
      content: metadata.content,
      files: metadata.files,
    })
    .from(metadata)
    .innerJoin(agents, eq(agents.agentId, metadata.agentId))
    .where(inArray(metadata.row, rows))
    .orderBy(desc(metadata.row))
    .all()
    .map((remark) => ({ ...remark, files: remark.files ?? [] }));
}
