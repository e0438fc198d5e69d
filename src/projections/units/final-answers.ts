import { and, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { adjudications, isInForce } from './adjudications.ts';
import { answers } from './answers.ts';

/** The final answer to an item as the last reviewer settled it; `over` is how many answers in time there were by then. */
export type FinalAnswer = { by: string; at: string; over: number; answer: unknown; note: string | null };

const over: SQL<number> = sql<number>`(select count(*) from ${answers} as "before" where "before"."unit_id" > ${adjudications.assignmentId} || '.'
  and "before"."unit_id" < ${adjudications.assignmentId} || '/' and not "before"."late" and "before"."submitted_at" <= ${adjudications.at})`;

/** The columns of a final answer, for a query that joins adjudications; the first is never null where there is one. */
export const finalFields = {
  by: adjudications.by,
  at: adjudications.at,
  over,
  answer: adjudications.answer,
  note: adjudications.note,
};

/** The final answers to the items of these runs, in the order in which they were first settled. */
export function finalAnswersIn(db: Database, runs: readonly string[]): Map<string, FinalAnswer> {
  const found = db
    .select({ item: adjudications.assignmentId, ...finalFields })
    .from(adjudications)
    .where(and(inArray(adjudications.runId, [...runs]), isInForce))
    .orderBy(adjudications.row)
    .all();
  return new Map(found.map(({ item, ...final }) => [item, final]));
}
