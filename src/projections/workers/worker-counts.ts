import { and, desc, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { units } from '../units/units.ts';

/**
 * A subquery that counts the units that each worker, or each of these, holds, submitted and had reviewed in these runs. It
 * counts from indexes when a page is read, so that projecting a submission costs nothing.
 */
export function workerCounts(runs: readonly string[], workerIds?: readonly string[]): SQL {
  const among = (column: SQL, ids: readonly string[]) =>
    sql`${column} in (select "value" from json_each(${JSON.stringify(ids)}))`;
  const where = sql.join(
    [among(sql`"run_id"`, runs), ...(workerIds ? [among(sql`"worker_id"`, workerIds)] : [])],
    sql` and `,
  );
  const counted = (status: string) => sql`sum(case when "status" = ${status} then "n" else 0 end)`;
  return sql`(select "worker_id",
      ${counted('assigned')} as "assigned",
      sum(case when "status" = 'assigned' then 0 else "n" end) as "submitted",
      ${counted('completed')} as "waiting",
      ${counted('accepted')} as "accepted",
      ${counted('soft_rejected')} as "soft_rejected",
      ${counted('rejected')} as "rejected"
    from (
      select "worker_id", "status", count(*) as "n" from ${units}
        where "submitted_at" is not null and ${where} group by "run_id", "worker_id", "status"
      union all select "worker_id", "status", count(*) from ${units}
        where "status" = 'assigned' and ${where} group by "worker_id"
    ) group by "worker_id")`;
}

/** The median duration is that of the last answers only. */
const maxTimedAnswers = 50;

/** Returns the median seconds of a worker's last answers in these runs; null before the first. */
export function medianSecondsIn(db: Database, runs: readonly string[]): (workerId: string) => number | null {
  const times = db
    .select({ seconds: sql<number>`${units.seconds}` })
    .from(units)
    .where(
      and(
        eq(units.workerId, sql.placeholder('workerId')),
        isNotNull(units.submittedAt),
        isNotNull(units.seconds),
        sql`${units.runId} in (select "value" from json_each(${JSON.stringify(runs)}))`,
      ),
    )
    .orderBy(desc(units.submittedAt), desc(units.row))
    .limit(maxTimedAnswers)
    .prepare();
  return (workerId) => medianOf(times.all({ workerId }).map(({ seconds }) => seconds));
}

/** The median, null without values; of an even number of them, the mean of the two in the middle. */
export function medianOf(values: number[]): number | null {
  if (values.length === 0) return null;
  values.sort((one, other) => one - other);
  const middle = values.length >> 1;
  const above = values[middle] as number;
  return values.length % 2 ? above : ((values[middle - 1] as number) + above) / 2;
}
