import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { Signals } from '../../api/signals.ts';
import type { StoredFile } from '../../events/file.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { appliedRulesProjection, flaggedBy } from '../rules/applied-rules.ts';
import { taskRuns, taskRunsProjection } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { deadLettersProjection } from '../store/dead-letters.ts';
import { agents, agentsProjection } from '../units/agents.ts';
import { answers, answersProjection } from '../units/answers.ts';
import { assignments, assignmentsProjection, dataOf } from '../units/assignments.ts';
import { bonuses, bonusesProjection } from '../units/bonuses.ts';
import { metadata, metadataProjection, withoutTraces } from '../units/metadata.ts';
import { reviews, reviewsProjection } from '../units/reviews.ts';
import { payCents } from '../units/unit-pay.ts';
import { type UnitStatus, units, unitsProjection } from '../units/units.ts';
import { workers, workersProjection } from '../workers/workers.ts';

/** A decision or its undo, with a note for reviewers and a message to the worker. */
type ExportReview = { decision: string; note: string | null; message: string | null; by: string; at: string };
/** A bonus for a unit, in hundredths of its currency. */
type ExportBonus = Pick<typeof bonuses.$inferSelect, 'cents' | 'currency' | 'reason' | 'state'> & {
  id: string;
  by: string;
  at: string;
};
/** What the page sent with the answer: an opinion, a tip, feedback. */
export type ExportMetadata = { at: string; content: unknown; files: StoredFile[] };

/** One answer with everything an analysis needs; `seconds` is the time from assignment to submission, `active_seconds` how much of it the page was visible and used. */
export type ExportRow = {
  task: string;
  run: string;
  assignment: string;
  unit: string;
  worker: string;
  /** The worker's name at the provider, and the provider; only if identities were requested. */
  worker_name?: string | null;
  provider?: string | null;
  agent: string;
  /** The unit's status, or `late` for an answer that does not count. */
  status: UnitStatus | 'late';
  /** What the unit is for beside its answer, and how it was judged; null for ordinary units, and before. */
  purpose: UnitPurpose | null;
  /** Whether the unit was made for this worker, unlike ordinary units, even one that screens. */
  special: boolean;
  correct: boolean | null;
  assigned_at: string | null;
  submitted_at: string;
  seconds: number | null;
  active_seconds: number | null;
  /** What the page counted; null if its run does not ask for it. */
  signals: Signals | null;
  /** Why rules of the run flagged the worker, as long as nobody has taken that back. */
  flagged: string | null;
  late: boolean;
  /** What the unit pays, in hundredths of the run's currency; null for an answer that does not count. */
  pay_cents: number | null;
  data: Record<string, unknown>;
  answer: unknown;
  files: StoredFile[];
  /** The current decision; null before the first, and after an undo. */
  review: ExportReview | null;
  /** All decisions on the unit and their undos, in order. */
  reviews: ExportReview[];
  bonuses: ExportBonus[];
  metadata: ExportMetadata[];
};

type StoredMetadata = { at: string; content: unknown; files: StoredFile[] | null };

/** The projections that an export reads, with the dead letters. */
export const exportProjections = [
  taskRunsProjection,
  assignmentsProjection,
  unitsProjection,
  agentsProjection,
  answersProjection,
  reviewsProjection,
  bonusesProjection,
  metadataProjection,
  workersProjection,
  appliedRulesProjection,
  deadLettersProjection,
];

/** Rows fetched per query. */
const pageRows = 200;

const param = sql.placeholder;

function prepare(db: Database) {
  const ofPage = and(eq(answers.runId, param('run')), gt(answers.row, param('after')), lte(answers.row, param('last')));
  return {
    page: db
      .select({
        row: answers.row,
        task: taskRuns.task,
        run: answers.runId,
        unit: answers.unitId,
        worker: answers.workerId,
        workerName: workers.name,
        provider: workers.provider,
        agent: answers.agentId,
        status: units.status,
        purpose: units.purpose,
        special: units.special,
        correct: units.correct,
        assigned_at: agents.connectedAt,
        treatment: agents.treatment,
        submitted_at: answers.submittedAt,
        active_seconds: answers.activeSeconds,
        signals: answers.signals,
        flagged: flaggedBy(answers.runId, answers.workerId),
        late: answers.late,
        pay_cents: payCents,
        shared: assignments.shared,
        unitData: assignments.unitData,
        answer: answers.answer,
        files: answers.files,
      })
      .from(answers)
      .innerJoin(taskRuns, eq(taskRuns.runId, answers.runId))
      .leftJoin(units, eq(units.unitId, answers.unitId))
      .leftJoin(agents, eq(agents.agentId, answers.agentId))
      .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
      .leftJoin(workers, eq(workers.workerId, answers.workerId))
      .where(and(eq(answers.runId, param('run')), gt(answers.row, param('after'))))
      .orderBy(asc(answers.row))
      .limit(pageRows)
      .prepare(),
    reviews: db
      .select({
        row: answers.row,
        decision: reviews.decision,
        note: reviews.note,
        message: reviews.message,
        by: reviews.by,
        at: reviews.at,
      })
      .from(answers)
      .innerJoin(reviews, and(eq(reviews.unitId, answers.unitId), eq(answers.late, false)))
      .where(ofPage)
      .orderBy(asc(reviews.row))
      .prepare(),
    bonuses: db
      .select({
        row: answers.row,
        id: bonuses.bonusId,
        cents: bonuses.cents,
        currency: bonuses.currency,
        reason: bonuses.reason,
        state: bonuses.state,
        by: bonuses.grantedBy,
        at: bonuses.grantedAt,
      })
      .from(answers)
      .innerJoin(bonuses, and(eq(bonuses.unitId, answers.unitId), eq(answers.late, false)))
      .where(ofPage)
      .orderBy(asc(bonuses.row))
      .prepare(),
    metadata: db
      .select({ row: answers.row, at: metadata.at, content: metadata.content, files: metadata.files })
      .from(answers)
      .innerJoin(metadata, and(eq(metadata.agentId, answers.agentId), eq(metadata.kind, 'metadata')))
      .where(ofPage)
      .orderBy(asc(metadata.row))
      .prepare(),
  };
}

/** Groups values by the row they belong to. */
function byRow<Value extends { row: number }>(values: readonly Value[]): (row: number) => Omit<Value, 'row'>[] {
  const found = new Map<number, Omit<Value, 'row'>[]>();
  for (const { row, ...value } of values) found.set(row, [...(found.get(row) ?? []), value]);
  return (row) => found.get(row) ?? [];
}

type ExportOptions = {
  runs: readonly string[];
  /** Whether to include the names of workers at their providers, and traces of their machines. */
  identities: boolean;
  /** Whether to leave out the answers to units that were made for one worker: gold and screening units. */
  ordinary?: boolean;
};

type Page = ReturnType<ReturnType<typeof prepare>['page']['all']>;

/** An exported row from the rows of the tables. */
function toRow(
  found: Page[number],
  identities: boolean,
): Omit<ExportRow, 'review' | 'reviews' | 'bonuses' | 'metadata'> {
  const { task, run, unit, worker, workerName, provider, agent, status, assigned_at, submitted_at, late } = found;
  return {
    task,
    run,
    assignment: unit.slice(0, unit.lastIndexOf('.')),
    unit,
    worker,
    ...(identities ? { worker_name: workerName, provider } : {}),
    agent,
    status: late ? 'late' : (status ?? 'completed'),
    purpose: found.purpose,
    special: found.special ?? false,
    correct: late ? null : found.correct,
    assigned_at,
    submitted_at,
    seconds: assigned_at === null ? null : (Date.parse(submitted_at) - Date.parse(assigned_at)) / 1000,
    active_seconds: found.active_seconds,
    signals: found.signals,
    flagged: found.flagged,
    late,
    pay_cents: late ? null : found.pay_cents,
    data: { ...dataOf({ unitId: unit, shared: found.shared ?? {}, unitData: found.unitData }), ...found.treatment },
    answer: found.answer,
    files: found.files ?? [],
  };
}

/** Every answer of these runs, in the order of submission; consistent if the caller holds a transaction. */
export function* exportRows(db: Database, { runs, identities, ordinary = false }: ExportOptions): Generator<ExportRow> {
  const prepared = prepare(db);
  const toMetadata = ({ at, content, files }: StoredMetadata): ExportMetadata => ({
    at,
    content: identities ? content : withoutTraces(content),
    files: files ?? [],
  });
  for (const run of runs) {
    let after = 0;
    for (;;) {
      const page = prepared.page.all({ run, after });
      const last = page.at(-1)?.row;
      if (last === undefined) break;
      const reviewsOf = byRow(prepared.reviews.all({ run, after, last }));
      const bonusesOf = byRow(prepared.bonuses.all({ run, after, last }));
      const metadataOf = byRow(prepared.metadata.all({ run, after, last }));
      for (const found of page) {
        if (ordinary && found.special) continue;
        const reviews = reviewsOf(found.row);
        const review = reviews.findLast(({ decision }) => decision === found.status) ?? null;
        const beside = { bonuses: bonusesOf(found.row), metadata: metadataOf(found.row).map(toMetadata) };
        yield { ...toRow(found, identities), review, reviews, ...beside };
      }
      after = last;
    }
  }
}
