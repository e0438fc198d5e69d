import { inArray, type SQL, sql } from 'drizzle-orm';
import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { bans } from './bans.ts';
import { type GrantRow, grantsOfWorkers } from './grant-rows.ts';
import { grants } from './grants.ts';
import { medianSecondsIn, standingIn } from './worker-standing.ts';
import { workers } from './workers.ts';

/** Which workers: of a scope only those who hold or handed in something there; `qualification` is the id of one they hold. */
export type WorkerFilter = Scope & { search?: string; qualification?: string; banned?: boolean };
export type WorkerQuery = WorkerFilter & {
  sort: 'most' | 'newest' | 'rejected';
  limit: number;
  cursor?: string;
};

type Found = {
  id: string;
  provider: string;
  first_seen: string;
  last_seen: string;
  /** Units they hold now, and all they handed in that count. */
  assigned: number;
  submitted: number;
  waiting: number;
  accepted: number;
  soft_rejected: number;
  rejected: number;
};

/** A worker with what they did and how it was reviewed; `median_seconds` is of their last fifty answers. */
export type WorkerRow = Found & {
  median_seconds: number | null;
  banned: { reason: string; by: string; at: string } | null;
  qualifications: GrantRow[];
};

export type WorkerPage = { workers: WorkerRow[]; total: number; cursor?: string };

/** A page of workers, how many there are on all pages, and a cursor if there are more. */
export function workerPage(db: Database, query: WorkerQuery): WorkerPage {
  const { sort, limit } = query;
  const runs = runsIn(db, query);
  const isCountedAnyway = isScoped(query) || sort !== 'newest';
  const { found, total } = isCountedAnyway ? allOf(db, query, runs) : newestOf(db, query, runs);
  const page = found.slice(0, limit);
  const rows = dressed(db, runs, page);
  const last = page.at(-1);
  if (found.length <= limit || !last) return { workers: rows, total };
  return { workers: rows, total, cursor: `${sort === 'newest' ? last.first_seen : last[counts[sort]]}~${last.id}` };
}

const isScoped = ({ run, task }: Scope) => run !== undefined || task !== undefined;
const among = (ids: readonly string[]) =>
  sql`${workers.workerId} in (select "value" from json_each(${JSON.stringify(ids)}))`;

/** What all workers did is counted once, for the page and for the number of them. */
function allOf(db: Database, query: WorkerQuery, runs: readonly string[]) {
  const { sort, limit } = query;
  const all = db.all<Found & { key: unknown; total: number }>(
    sql`with "fitting" as materialized (
        select ${shown}, ${keys[sort]} as "key" from ${everybody(query, runs)} where ${suiting(query)}
      )
      select *, (select count(*) from "fitting") as "total" from "fitting" where ${behind(query, sql`"key"`, sql`"id"`)}
      order by "key" desc, "id" limit ${limit + 1}`,
  );
  return {
    found: all.map(({ key: _key, total: _total, ...found }) => found),
    total: all[0]?.total ?? countOf(db, everybody(query, runs), query),
  };
}

/** Who comes next in an order that needs no counts: then only theirs are counted. */
function newestOf(db: Database, query: WorkerQuery, runs: readonly string[]) {
  const ids = db
    .all<{ id: string }>(
      sql`select ${workers.workerId} as "id" from ${workers}
        where ${suiting(query)} and ${behind(query, keys.newest, sql`${workers.workerId}`)}
        order by ${keys.newest} desc, ${workers.workerId} limit ${query.limit + 1}`,
    )
    .map(({ id }) => id);
  const found = db.all<Found>(
    sql`select ${shown} from ${everybody(query, runs, ids)} where ${among(ids)}
      order by ${keys.newest} desc, ${workers.workerId}`,
  );
  return { found, total: countOf(db, sql`${workers}`, query) };
}

const countOf = (db: Database, from: SQL, query: WorkerFilter): number =>
  db.get<{ total: number }>(sql`select count(*) as "total" from ${from} where ${suiting(query)}`).total;

/** One worker, over all runs, if there is one of this id. */
export function workerRow(db: Database, workerId: string): WorkerRow | undefined {
  const runs = runsIn(db, {});
  const from = sql`${workers} left join ${standingIn(runs, [workerId])} as "did" using ("worker_id")`;
  const found = db.all<Found>(sql`select ${shown} from ${from} where ${workers.workerId} = ${workerId}`);
  return dressed(db, runs, found)[0];
}

const counts = { most: 'submitted', rejected: 'rejected' } as const;
const keys = {
  most: sql`coalesce("submitted", 0)`,
  rejected: sql`coalesce("rejected", 0)`,
  newest: sql`${workers.firstSeen}`,
};

/** All workers with what they did; of a scope, only those who did something. */
const everybody = (scope: Scope, runs: readonly string[], workerIds?: readonly string[]): SQL =>
  sql`${workers} ${isScoped(scope) ? sql`` : sql`left`} join ${standingIn(runs, workerIds)} as "did" using ("worker_id")`;

const shown = sql`${workers.workerId} as "id", ${workers.provider} as "provider",
      ${workers.firstSeen} as "first_seen", ${workers.lastSeen} as "last_seen",
      coalesce("assigned", 0) as "assigned", coalesce("submitted", 0) as "submitted", coalesce("waiting", 0) as "waiting",
      coalesce("accepted", 0) as "accepted", coalesce("soft_rejected", 0) as "soft_rejected",
      coalesce("rejected", 0) as "rejected"`;

function suiting({ search, qualification, banned }: WorkerFilter): SQL {
  const id = sql`${workers.workerId}`;
  const wanted = [sql`true`];
  if (search) {
    const has = (column: typeof workers.name | typeof workers.workerId) =>
      sql`instr(lower(${column}), ${search.toLowerCase()}) > 0`;
    wanted.push(sql`(${has(workers.workerId)} or ${has(workers.name)})`);
  }
  if (qualification !== undefined) {
    const holders = sql`select ${grants.workerId} from ${grants} where ${grants.qualificationId} = ${qualification}`;
    wanted.push(sql`${id} in (${holders})`);
  }
  if (banned !== undefined) {
    wanted.push(sql`${id} ${banned ? sql`in` : sql`not in`} (select ${bans.workerId} from ${bans})`);
  }
  return sql.join(wanted, sql` and `);
}

/** Who comes behind the last of the page before, in the order of the query. */
function behind({ sort, cursor }: WorkerQuery, key: SQL, id: SQL): SQL {
  if (cursor === undefined) return sql`true`;
  const [said = '', lastId] = cursor.split('~');
  const last = sort === 'newest' ? said : Number(said);
  if (!lastId || said === '' || Number.isNaN(last))
    throw refuse('request/bad-shape', { reason: 'cursor: must be a cursor of an earlier page' });
  return sql`(${key} < ${last} or (${key} = ${last} and ${id} > ${lastId}))`;
}

/** The rows with all that is to be seen of these workers. */
function dressed(db: Database, runs: readonly string[], found: readonly Found[]): WorkerRow[] {
  const ids = found.map(({ id }) => id);
  const banned = new Map(
    db
      .select()
      .from(bans)
      .where(inArray(bans.workerId, ids))
      .all()
      .map(({ workerId, reason, by, at }) => [workerId, { reason, by, at }]),
  );
  const held = grantsOfWorkers(db, ids);
  const medianOf = medianSecondsIn(db, runs);
  return found.map((worker) => ({
    ...worker,
    median_seconds: medianOf(worker.id),
    banned: banned.get(worker.id) ?? null,
    qualifications: held.filter((grant) => grant.worker === worker.id),
  }));
}
