import type { StoredFile } from '../../events/file.ts';
import type { Database } from '../store/database.ts';
import { dataOf } from '../units/assignments.ts';
import { withoutTraces } from '../units/metadata.ts';
import { presentMessage } from '../units/reviews.ts';
import { type AnswerQueries, type FoundAnswer, prepareAnswers } from './export-queries.ts';
import type { ExportMetadata, ExportReview, ExportRow } from './export-row.ts';
import type { Wanted } from './export-scope.ts';

type StoredMetadata = { at: string; content: unknown; files: StoredFile[] | null };

/** Groups values by the row they belong to. */
function byRow<Value extends { row: number }>(values: readonly Value[]): (row: number) => Omit<Value, 'row'>[] {
  const found = new Map<number, Omit<Value, 'row'>[]>();
  for (const { row, ...value } of values) {
    const before = found.get(row);
    if (before) before.push(value);
    else found.set(row, [value]);
  }
  return (row) => found.get(row) ?? [];
}

type ExportOptions = Wanted & {
  runs: readonly string[];
  /** Whether to include the names of workers at their providers, and traces of their machines. */
  identities: boolean;
};

const assignmentOf = (unit: string) => unit.slice(0, unit.lastIndexOf('.'));

/** An exported row from the rows of the tables. */
function toRow(
  found: FoundAnswer,
  identities: boolean,
): Omit<
  ExportRow,
  'review' | 'reviews' | 'final' | 'bonus_cents' | 'bonuses' | 'metadata' | 'calls' | 'messages' | 'comments'
> {
  const { task, run, unit, worker, workerName, provider, agent, status, assigned_at, submitted_at, late } = found;
  return {
    task,
    run,
    assignment: assignmentOf(unit),
    unit,
    worker,
    ...(identities ? { worker_name: workerName, provider, ...(found.link ? { link: found.link } : {}) } : {}),
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

/** Every wanted answer of these runs, run after run in the order of submission; consistent if the caller holds a transaction. */
export function* exportRows(db: Database, { runs, identities, ...wanted }: ExportOptions): Generator<ExportRow> {
  const queries = prepareAnswers(db, wanted);
  for (const run of runs) {
    let after = 0;
    for (;;) {
      const page = queries.page.all({ run, after });
      const last = page.at(-1)?.row;
      if (last === undefined) break;
      yield* completed(queries, page, identities);
      after = last;
    }
  }
}

/** Opens the answers to units, in the order of submission, with what belongs to them. */
export function openAnswers(db: Database, identities: boolean): (units: readonly string[]) => Iterable<ExportRow> {
  const queries = prepareAnswers(db);
  return (units) => completed(queries, queries.toUnits.all({ units: JSON.stringify(units) }), identities);
}

/** The present decision, with the note and the message that hold after what was added to it or taken back. */
function presentReview(reviews: readonly ExportReview[], { status, note }: FoundAnswer): ExportReview | null {
  const place = reviews.findLastIndex(({ decision }) => decision === status);
  const decided = reviews[place];
  return decided ? { ...decided, note, message: presentMessage(reviews.slice(place))?.message ?? null } : null;
}

/** The sum of bonuses that are paid or promised; null without any. */
function centsOf(bonuses: ExportRow['bonuses']): number | null {
  const valid = bonuses.filter(({ state }) => state !== 'withdrawn');
  return valid.length === 0 ? null : valid.reduce((sum, { cents }) => sum + cents, 0);
}

/** Answers with what belongs to them. */
function* completed(queries: AnswerQueries, page: readonly FoundAnswer[], identities: boolean): Generator<ExportRow> {
  const toMetadata = ({ at, content, files }: StoredMetadata): ExportMetadata => ({
    at,
    content: identities ? content : withoutTraces(content),
    files: files ?? [],
  });
  const rows = JSON.stringify(page.map(({ row }) => row));
  const reviewsOf = byRow(queries.reviews.all({ rows }));
  const bonusesOf = byRow(queries.bonuses.all({ rows }));
  const metadataOf = byRow(queries.metadata.all({ rows }));
  const callsOf = byRow(queries.calls.all({ rows }));
  const commentsOf = identities ? byRow(queries.comments.all({ rows })) : undefined;
  for (const found of page) {
    const reviews = reviewsOf(found.row);
    const bonuses = bonusesOf(found.row);
    const beside = {
      review: presentReview(reviews, found),
      reviews,
      final: found.final,
      bonus_cents: centsOf(bonuses),
      bonuses,
      metadata: metadataOf(found.row).map(toMetadata),
      calls: callsOf(found.row),
      messages: queries.messagesOf(assignmentOf(found.unit)),
      ...(commentsOf && { comments: commentsOf(found.row) }),
    };
    yield { ...toRow(found, identities), ...beside };
  }
}
