import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { units } from '../units/units.ts';
import { grants } from './grants.ts';

/** How a worker did in gold and screening units. */
export type AssessedWorker = {
  gold_right: number;
  gold_wrong: number;
  screening: 'passed' | 'failed' | null;
  disqualified: boolean;
};

/** How these workers did in the gold and screening units of these runs; only those with a judged unit. */
export function assessedWorkers(
  db: Database,
  runs: readonly string[],
  workerIds: readonly string[],
): Map<string, AssessedWorker> {
  const among = sql`${units.runId} in (select "value" from json_each(${JSON.stringify(runs)}))`;
  const isGold = sql`${units.purpose} = 'gold'`;
  const latest = sql`max(case when ${units.purpose} = 'screening' and ${units.correct} is not null then ${units.judgedAt} || ${units.correct} end)`;
  const rows = db
    .select({
      worker: units.workerId,
      right: sql<number>`sum(${isGold} and ${units.correct} = 1)`,
      wrong: sql<number>`sum(${isGold} and ${units.correct} = 0)`,
      latest: sql<string | null>`${latest}`,
    })
    .from(units)
    .where(and(isNotNull(units.purpose), isNotNull(units.judgedAt), inArray(units.workerId, [...workerIds]), among))
    .groupBy(units.workerId)
    .all();
  const out = disqualified(db, runs, workerIds);
  return new Map(
    rows.map(({ worker, right, wrong, latest }) => [
      worker ?? '',
      {
        gold_right: right,
        gold_wrong: wrong,
        screening: latest === null ? null : latest.endsWith('1') ? 'passed' : 'failed',
        disqualified: out.has(worker ?? ''),
      },
    ]),
  );
}

/** Those of the workers who hold the qualification that the gold units of one of these runs lead to. */
function disqualified(db: Database, runs: readonly string[], workerIds: readonly string[]): ReadonlySet<string> {
  const named = sql`json_extract(${taskRuns.settings}, '$.gold.disqualifiedId')`;
  const found = db
    .select({ worker: grants.workerId })
    .from(grants)
    .innerJoin(taskRuns, eq(grants.qualificationId, named))
    .where(and(inArray(grants.workerId, [...workerIds]), inArray(taskRuns.runId, [...runs])))
    .all();
  return new Set(found.map(({ worker }) => worker));
}
