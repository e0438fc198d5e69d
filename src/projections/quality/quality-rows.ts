import { and, asc, desc, eq, gt, inArray, lte, not, or, type SQL, sql } from 'drizzle-orm';
import type { StoredFile } from '../../events/file.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { pagedRows } from '../store/paged-rows.ts';
import { checkpoints } from '../store/projection.ts';
import { agents } from '../units/agents.ts';
import { answers } from '../units/answers.ts';
import { assignments, dataAfterRow, dataOf } from '../units/assignments.ts';
import { metadata } from '../units/metadata.ts';
import { type UnitStatus, units } from '../units/units.ts';

/** Rows fetched per query. */
const pageRows = 2000;

/** An answer that arrived in time, with its unit's status; `row` is the order of submission. */
export type AnswerRow = {
  row: number;
  unit: string;
  worker: string;
  status: UnitStatus;
  seconds: number | null;
  submittedAt: string;
  reviewedAt: string | null;
  answer: unknown;
  /** How often something was pasted; null if the page did not count it. */
  pastes: number | null;
  /** What the unit is for beside its answer, whether it was made for its worker, and how it was judged. */
  purpose: UnitPurpose | null;
  special: boolean;
  correct: boolean | null;
};

/** The log position up to which these rows are projected. */
export const sequenceOf = (db: Database): number =>
  Math.max(
    0,
    ...db
      .select({ sequence: checkpoints.sequence })
      .from(checkpoints)
      .all()
      .map(({ sequence }) => sequence),
  );

/** All answers of a run that arrived in time, in the order of submission. */
export function* answersInTime(db: Database, run: string): Generator<AnswerRow> {
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
      pastes: answers.pastes,
      purpose: units.purpose,
      special: units.special,
      correct: units.correct,
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
    .limit(pageRows)
    .prepare();
  for (const found of pagedRows(page, run)) yield* found;
}

/** Every item of a run's data with the data of its first unit; those made for one worker are not of the data. */
export function* itemsOf(db: Database, run: string): Generator<{ item: string; data: Record<string, unknown> }> {
  const page = db
    .select({
      row: assignments.row,
      item: assignments.assignmentId,
      shared: assignments.shared,
      unitData: assignments.unitData,
    })
    .from(assignments)
    .where(dataAfterRow)
    .orderBy(asc(assignments.row))
    .limit(pageRows)
    .prepare();
  for (const found of pagedRows(page, run))
    for (const { item, shared, unitData } of found)
      yield { item, data: dataOf({ unitId: `${item}.0`, shared, unitData }) };
}

/** The data of the gold items of a run, by item. */
export const goldItemsOf = (db: Database, run: string): Map<string, Record<string, unknown>> =>
  new Map(
    db
      .select({ item: assignments.assignmentId, shared: assignments.shared })
      .from(assignments)
      .where(and(eq(assignments.runId, run), eq(assignments.purpose, 'gold')))
      .all()
      .map(({ item, shared }) => [item, shared]),
  );

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

/** Remarks fetched per query. */
const remarkPageRows = 100;

/** What a page sent with an answer, and its unit and worker. */
export type Remark = {
  row: number;
  unit: string;
  worker: string;
  at: string;
  /** Parsed from JSON when it is read. */
  readonly content: unknown;
  files: StoredFile[];
};

/** Rows scanned per query: few enough not to block other requests. */
const maxScannedRows = 2000;

/** Which remarks: of these runs or of all, and only those that may contain this kind. */
type RemarkQuery = { runs: readonly string[] | undefined; kind?: 'opinion' | 'tip' | 'feedback' };

/** Tips and feedback are named as such; opinions are named or unnamed, and never in a message that begins as another kind. */
function mayContain(kind: RemarkQuery['kind']): SQL | undefined {
  const like = (pattern: string) => sql`${metadata.content} like ${pattern}`;
  if (kind === undefined) return undefined;
  if (kind !== 'opinion') return like(`%${kind}%`);
  const others = ['{"feedback":%', '{"tip":%', '{"tips":%', '{"type":"feedback"%', '{"type":"tip%'];
  return or(like('%opinion%'), not(or(...others.map(like)) as SQL));
}

/** Opens remarks: returns the newest ones up to a row, and the row to continue from; 0 at the end. */
export function openRemarks(db: Database, { runs, kind }: RemarkQuery) {
  const ofRuns = runs && inArray(metadata.runId, [...runs]);
  const page = db
    .select({
      row: metadata.row,
      unit: agents.unitId,
      worker: agents.workerId,
      at: metadata.at,
      // Parsed one by one when read, as parsing a page of large ones would block the thread.
      json: sql<string | null>`${metadata.content}`,
      files: metadata.files,
    })
    .from(metadata)
    .innerJoin(agents, eq(agents.agentId, metadata.agentId))
    .where(
      and(
        ofRuns,
        eq(metadata.kind, 'metadata'),
        lte(metadata.row, sql.placeholder('from')),
        gt(metadata.row, sql.placeholder('to')),
        mayContain(kind),
      ),
    )
    .orderBy(desc(metadata.row))
    .limit(remarkPageRows)
    .prepare();
  const newest = db
    .select({ row: sql<number | null>`max(${metadata.row})` })
    .from(metadata)
    .where(
      and(
        runs && eq(metadata.runId, sql.placeholder('run')),
        eq(metadata.kind, 'metadata'),
        lte(metadata.row, sql.placeholder('from')),
      ),
    )
    .prepare();
  /** The last matching row at or before this one. */
  const last = (from: number) => Math.max(0, ...(runs ?? ['']).map((run) => newest.get({ run, from })?.row ?? 0));

  return (before: number): { remarks: Remark[]; next: number } => {
    const from = last(before);
    const to = Math.max(0, from - maxScannedRows);
    const found = from > 0 ? page.all({ from, to }) : [];
    const remarks = found.map(
      ({ json, files, ...remark }): Remark => ({
        ...remark,
        files: files ?? [],
        get content() {
          return JSON.parse(json ?? 'null');
        },
      }),
    );
    return { remarks, next: found.length === remarkPageRows ? (found.at(-1)?.row ?? 1) - 1 : to };
  };
}
