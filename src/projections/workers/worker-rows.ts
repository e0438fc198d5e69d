import { inArray, type SQL, sql } from 'drizzle-orm';
import { type AppliedRule, type RuleFilter, standingRules, workersWithRule } from '../rules/applied-rules.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { cursorParts, toNumber, toTime } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { type AssessedWorker, assessedWorkers } from './assessed-workers.ts';
import { blockedWorkers } from './blocked-workers.ts';
import { type GrantRow, grantsOfWorkers } from './grant-rows.ts';
import { grants } from './grants.ts';
import { medianSecondsIn, workerCounts } from './worker-counts.ts';
import { workers } from './workers.ts';

/** Which workers: of a scope only those who hold or submitted a unit there; `qualification` is the id of one they hold. */
type WorkerFilter = Scope & {
  search?: string;
  /** Whether the search looks at names, too. */
  searchesNames?: boolean;
  qualification?: string;
  blocked?: boolean;
  /** Only those to whom a rule did this, which holds now. */
  rules?: RuleFilter;
  /** The time at which it is told what rules hold (ISO 8601, UTC). */
  now: string;
};
export type WorkerQuery = WorkerFilter & {
  sort: 'most' | 'newest' | 'rejected';
  limit: number;
  cursor?: string;
};

type CountedWorker = {
  id: string;
  provider: string;
  first_seen: string;
  last_seen: string;
  /** Units they hold now, and all their submissions that count. */
  assigned: number;
  submitted: number;
  waiting: number;
  accepted: number;
  soft_rejected: number;
  rejected: number;
};

/** A worker with counts of their units, and how they did in gold and screening units; `median_seconds` is of their last fifty answers. */
export type WorkerRow = CountedWorker & {
  median_seconds: number | null;
  assessed: AssessedWorker | null;
  blocked: { reason: string; by: string; at: string } | null;
  rules: AppliedRule[];
  qualifications: GrantRow[];
};

export type WorkerPage = { workers: WorkerRow[]; total: number; cursor?: string };

/** A page of workers, how many there are on all pages, and a cursor if there are more. */
export function workerPage(db: Database, query: WorkerQuery): WorkerPage {
  const { sort, limit } = query;
  const runs = runsIn(db, query);
  const countsAll = isScoped(query) || sort !== 'newest';
  const { found, total } = countsAll ? allOf(db, query, runs) : newestOf(db, query, runs);
  const page = found.slice(0, limit);
  const rows = withDetails(db, page, { runs, now: query.now });
  const last = page.at(-1);
  if (found.length <= limit || !last) return { workers: rows, total };
  return { workers: rows, total, cursor: `${sort === 'newest' ? last.first_seen : last[counts[sort]]}~${last.id}` };
}

const isScoped = ({ run, task }: Scope) => run !== undefined || task !== undefined;
const among = (ids: readonly string[]) =>
  sql`${workers.workerId} in (select "value" from json_each(${JSON.stringify(ids)}))`;

/** The counts of all workers are computed once, for the page and for the total. */
function allOf(db: Database, query: WorkerQuery, runs: readonly string[]) {
  const { sort, limit } = query;
  const all = db.all<CountedWorker & { key: unknown; total: number }>(
    sql`with "fitting" as materialized (
        select ${shown}, ${keys[sort]} as "key" from ${countedWorkers(query, runs)} where ${matching(query)}
      )
      select *, (select count(*) from "fitting") as "total" from "fitting" where ${afterCursor(query, sql`"key"`, sql`"id"`)}
      order by "key" desc, "id" limit ${limit + 1}`,
  );
  return {
    found: all.map(({ key: _key, total: _total, ...found }) => found),
    total: all[0]?.total ?? countOf(db, countedWorkers(query, runs), query),
  };
}

/** The page in an order that needs no counts: only the units of its workers are counted. */
function newestOf(db: Database, query: WorkerQuery, runs: readonly string[]) {
  const ids = db
    .all<{ id: string }>(
      sql`select ${workers.workerId} as "id" from ${workers}
        where ${matching(query)} and ${afterCursor(query, keys.newest, sql`${workers.workerId}`)}
        order by ${keys.newest} desc, ${workers.workerId} limit ${query.limit + 1}`,
    )
    .map(({ id }) => id);
  const found = db.all<CountedWorker>(
    sql`select ${shown} from ${countedWorkers(query, runs, ids)} where ${among(ids)}
      order by ${keys.newest} desc, ${workers.workerId}`,
  );
  return { found, total: countOf(db, sql`${workers}`, query) };
}

const countOf = (db: Database, from: SQL, query: WorkerFilter): number =>
  db.get<{ total: number }>(sql`select count(*) as "total" from ${from} where ${matching(query)}`).total;

/** The worker of this id over all runs, if there is one. */
export function workerRow(db: Database, workerId: string, now: string): WorkerRow | undefined {
  const runs = runsIn(db, {});
  const from = sql`${workers} left join ${workerCounts(runs, [workerId])} as "did" using ("worker_id")`;
  const found = db.all<CountedWorker>(sql`select ${shown} from ${from} where ${workers.workerId} = ${workerId}`);
  return withDetails(db, found, { runs, now })[0];
}

const counts = { most: 'submitted', rejected: 'rejected' } as const;
const keys = {
  most: sql`coalesce("submitted", 0)`,
  rejected: sql`coalesce("rejected", 0)`,
  newest: sql`${workers.firstSeen}`,
};

/** All workers with their counts; of a scope, only those who did something there. */
const countedWorkers = (scope: Scope, runs: readonly string[], workerIds?: readonly string[]): SQL =>
  sql`${workers} ${isScoped(scope) ? sql`` : sql`left`} join ${workerCounts(runs, workerIds)} as "did" using ("worker_id")`;

const shown = sql`${workers.workerId} as "id", ${workers.provider} as "provider",
      ${workers.firstSeen} as "first_seen", ${workers.lastSeen} as "last_seen",
      coalesce("assigned", 0) as "assigned", coalesce("submitted", 0) as "submitted", coalesce("waiting", 0) as "waiting",
      coalesce("accepted", 0) as "accepted", coalesce("soft_rejected", 0) as "soft_rejected",
      coalesce("rejected", 0) as "rejected"`;

function matching({ search, searchesNames, qualification, blocked, rules, now }: WorkerFilter): SQL {
  const id = sql`${workers.workerId}`;
  const conditions = [sql`true`];
  if (search) {
    const has = (column: typeof workers.name | typeof workers.workerId) =>
      sql`instr(lower(${column}), ${search.toLowerCase()}) > 0`;
    conditions.push(searchesNames ? sql`(${has(workers.workerId)} or ${has(workers.name)})` : has(workers.workerId));
  }
  if (qualification !== undefined) {
    const holders = sql`select ${grants.workerId} from ${grants} where ${grants.qualificationId} = ${qualification}`;
    conditions.push(sql`${id} in (${holders})`);
  }
  if (blocked !== undefined) {
    conditions.push(
      sql`${id} ${blocked ? sql`in` : sql`not in`} (select ${blockedWorkers.workerId} from ${blockedWorkers})`,
    );
  }
  if (rules !== undefined) conditions.push(sql`${id} in (${workersWithRule(rules, now)})`);
  return sql.join(conditions, sql` and `);
}

/** The condition that a worker comes after the last one of the page before. */
function afterCursor({ sort, cursor }: WorkerQuery, key: SQL, id: SQL): SQL {
  if (cursor === undefined) return sql`true`;
  const [text, lastId] = cursorParts(cursor);
  const last = sort === 'newest' ? toTime(text) : toNumber(text);
  return sql`(${key} < ${last} or (${key} = ${last} and ${id} > ${lastId}))`;
}

/** The runs that are looked at, and the time (ISO 8601, UTC). */
type Viewed = { runs: readonly string[]; now: string };

/** Rows with blocks, qualifications and median durations. */
function withDetails(db: Database, found: readonly CountedWorker[], { runs, now }: Viewed): WorkerRow[] {
  const ids = found.map(({ id }) => id);
  const blocked = new Map(
    db
      .select()
      .from(blockedWorkers)
      .where(inArray(blockedWorkers.workerId, ids))
      .all()
      .map(({ workerId, reason, by, at }) => [workerId, { reason, by, at }]),
  );
  const held = grantsOfWorkers(db, ids);
  const medianOf = medianSecondsIn(db, runs);
  const assessed = assessedWorkers(db, runs, ids);
  const rules = standingRules(db, ids, now);
  return found.map((worker) => ({
    ...worker,
    median_seconds: medianOf(worker.id),
    assessed: assessed.get(worker.id) ?? null,
    blocked: blocked.get(worker.id) ?? null,
    rules: rules.get(worker.id) ?? [],
    qualifications: held.filter((grant) => grant.worker === worker.id),
  }));
}
