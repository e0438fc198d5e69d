import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../events/catalog.ts';
import { allGiven, defineProjection, type Place } from './projection.ts';

/** What a reviewer may say of a unit. */
export type Decision = 'accepted' | 'soft_rejected' | 'rejected';

/** Every review there ever was, in order: a rejection may be followed by an acceptance. */
export const reviews = sqliteTable(
  'reviews',
  {
    row: integer('row').primaryKey(),
    unitId: text('unit_id').notNull(),
    agentId: text('agent_id').notNull(),
    runId: text('run_id').notNull(),
    decision: text('decision').$type<Decision>().notNull(),
    note: text('note'),
    by: text('by').notNull(),
    at: text('at').notNull(),
  },
  (table) => [index('reviews_of_unit').on(table.unitId)],
);

type Review = FactNamed<'unit.accepted' | 'unit.soft-rejected' | 'unit.rejected'>;
type Insert = { run(values: Record<string, unknown>): unknown };

const noting =
  (decision: Decision) =>
  ({ data: { unitId, agentId, note }, by, at }: Review, reviewed: Insert, { run: runId }: Place): void => {
    reviewed.run({ unitId, agentId, runId, decision, note: note ?? null, by, at });
  };

export const reviewsProjection = defineProjection({
  name: 'reviews',
  version: 1,
  tables: [reviews],
  prepare: (db): Insert =>
    db
      .insert(reviews)
      .values(allGiven('unitId', 'agentId', 'runId', 'decision', 'note', 'by', 'at'))
      .prepare(),
  on: {
    'unit.accepted': noting('accepted'),
    'unit.soft-rejected': noting('soft_rejected'),
    'unit.rejected': noting('rejected'),
  },
});
