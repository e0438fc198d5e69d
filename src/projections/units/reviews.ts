import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import { verbOf } from '../../events/fact.ts';
import { defineProjection, type Position, params } from '../store/projection.ts';

/** How a reviewer may decide on a unit. */
export type Decision = 'accepted' | 'soft_rejected' | 'rejected';
/** What can happen in the review of a unit. */
export type ReviewEvent =
  | Decision
  | 'review_undone'
  | 'review_supplemented'
  | 'supplement_undone'
  | 'second_opinion_asked';

/** Everything that happened in the review of each unit, in order: a rejection may be followed by an acceptance, or be undone. */
export const reviews = sqliteTable(
  'reviews',
  {
    row: integer('row').primaryKey(),
    unitId: text('unit_id').notNull(),
    agentId: text('agent_id').notNull(),
    workerId: text('worker_id').notNull(),
    runId: text('run_id').notNull(),
    decision: text('decision').$type<ReviewEvent>().notNull(),
    note: text('note'),
    message: text('message'),
    by: text('by').notNull(),
    at: text('at').notNull(),
  },
  (table) => [index('reviews_of_unit').on(table.unitId), index('reviews_of_worker').on(table.workerId)],
);

type DecisionFact = FactNamed<'unit.accepted' | 'unit.soft-rejected' | 'unit.rejected'>;
type Review =
  | DecisionFact
  | FactNamed<`unit.${'review-undone' | 'review-supplemented' | 'supplement-undone' | 'second-opinion-asked'}`>;
type Insert = { run(values: Record<string, unknown>): unknown };

/** The message to the worker: the one that was written or, where a supplement was taken back, the one that holds again. */
export const messageIn = (data: { unitId: string; message?: string; left?: { message?: string } }): string | null =>
  data.message || data.left?.message || null;

type Said = { decision: string; message: string | null };

/** The message to the worker that holds at present, of a decision and what was added to it or taken back since, in order. */
export const presentMessage = <Event extends Said>(since: readonly Event[]): Event | undefined =>
  since.findLast(({ message, decision }) => message !== null || decision === 'supplement_undone');

function record({ type, data, by, at }: Review, insert: Insert, { run: runId }: Position): void {
  const { unitId, agentId, workerId, note = null } = data;
  const message = messageIn(data);
  const decision: ReviewEvent = verbOf(type);
  insert.run({ unitId, agentId, workerId, runId, decision, note, message, by, at });
}

export const reviewsProjection = defineProjection({
  name: 'reviews',
  version: 3,
  tables: [reviews],
  prepare: (db): Insert =>
    db
      .insert(reviews)
      .values(params('unitId', 'agentId', 'workerId', 'runId', 'decision', 'note', 'message', 'by', 'at'))
      .prepare(),
  on: {
    'unit.accepted': record,
    'unit.soft-rejected': record,
    'unit.rejected': record,
    'unit.review-undone': record,
    'unit.review-supplemented': record,
    'unit.supplement-undone': record,
    'unit.second-opinion-asked': record,
  },
});
