import { and, asc, desc, eq, gt, inArray, lte, not, or, type SQL, sql } from 'drizzle-orm';
import type { StoredFile } from '../../events/file.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { checkpoints } from '../store/projection.ts';
import { agents } from '../units/agents.ts';
import { answers } from '../units/answers.ts';
import { assignments, dataOf } from '../units/assignments.ts';
import { metadata } from '../units/metadata.ts';
import { type UnitStatus, units } from '../units/units.ts';

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

/** So many of these are read at once. */
const pageOfRemarks = 100;

/** Something a page sent beside an answer, with whose it is. */
export type Remark = {
  row: number;
  unit: string;
  worker: string;
  at: string;
  /** Made of its JSON when it is looked at. */
  readonly content: unknown;
  files: StoredFile[];
};

/** Rows looked at in one go: few enough that others need not wait. */
const span = 2000;

/** What to find among what pages sent: of these runs or of all, and only what may have something of a kind in it. */
export type RemarkWish = { runs: readonly string[] | undefined; kind?: 'opinion' | 'tip' | 'feedback' };

/** Tips and feedback are named as such; opinions are named or nameless, and never in what begins as one of the others. */
function mayHave(kind: RemarkWish['kind']): SQL | undefined {
  const like = (pattern: string) => sql`${metadata.content} like ${pattern}`;
  if (kind === undefined) return undefined;
  if (kind !== 'opinion') return like(`%${kind}%`);
  const others = ['{"feedback":%', '{"tip":%', '{"tips":%', '{"type":"feedback"%', '{"type":"tip%'];
  return or(like('%opinion%'), not(or(...others.map(like)) as SQL));
}

/** Opens what pages sent beside answers: gives the newest up to the row `from`, and where to go on if that is not all. */
export function openRemarks(db: Database, { runs, kind }: RemarkWish) {
  const ofRuns = runs && inArray(metadata.runId, [...runs]);
  const page = db
    .select({
      row: metadata.row,
      unit: agents.unitId,
      worker: agents.workerId,
      at: metadata.at,
      // Large ones would be made at one go, and nobody else served meanwhile.
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
        mayHave(kind),
      ),
    )
    .orderBy(desc(metadata.row))
    .limit(pageOfRemarks)
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
  /** The last row at or before this one that is meant at all. */
  const last = (from: number) => Math.max(0, ...(runs ?? ['']).map((run) => newest.get({ run, from })?.row ?? 0));

  return (before: number): { remarks: Remark[]; next: number } => {
    const from = last(before);
    const to = Math.max(0, from - span);
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
    return { remarks, next: found.length === pageOfRemarks ? (found.at(-1)?.row ?? 1) - 1 : to };
  };
}
