import { sql } from 'drizzle-orm';
import { runsIn } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { countUnits } from '../units/unit-list.ts';
import { type UnitStatus, units } from '../units/units.ts';

/** Which units are counted: those submitted or reviewed at `since` (ISO 8601, UTC) or later. */
export type ReviewScope = { task?: string; worker?: string; since?: string };
type ReviewCounts = { submitted: number; accepted: number; soft_rejected: number; rejected: number };

/** How many units were submitted, and how many got each decision. */
export function reviewCounts(db: Database, { task, worker, since }: ReviewScope): ReviewCounts {
  if (worker === undefined && since === undefined) return countsOfRuns(db, task);
  const runs = JSON.stringify(runsIn(db, { task }));
  // Without a time the counts are read from an index alone.
  const from = (column: string) => (since === undefined ? sql`count(*)` : sql`sum(${sql.raw(column)} >= ${since})`);
  const found = db.all<{ status: string; submitted: number; decided: number }>(
    sql`select "status", ${from('"submitted_at"')} as "submitted", coalesce(${from('"reviewed_at"')}, 0) as "decided"
      from ${units} where "submitted_at" is not null and "run_id" in (select "value" from json_each(${runs}))
      ${worker === undefined ? sql`` : sql`and "worker_id" = ${worker}`} group by "status"`,
  );
  const decided = (status: string) => found.find((one) => one.status === status)?.decided ?? 0;
  return {
    submitted: found.reduce((sum, { submitted }) => sum + submitted, 0),
    accepted: decided('accepted'),
    soft_rejected: decided('soft_rejected'),
    rejected: decided('rejected'),
  };
}

/** The same for all workers and all time, from the counts of the runs. */
function countsOfRuns(db: Database, task: string | undefined): ReviewCounts {
  const counted = (...status: UnitStatus[]) => countUnits(db, { task, status, limit: 1 }).total;
  const [accepted, soft_rejected, rejected] = [counted('accepted'), counted('soft_rejected'), counted('rejected')];
  return { submitted: counted('completed') + accepted + soft_rejected + rejected, accepted, soft_rejected, rejected };
}
