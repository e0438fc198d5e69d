import { and, asc, desc, eq, gt, lt, not, type SQL, sql } from 'drizzle-orm';
import { taskRuns } from '../runs/task-runs.ts';
import { badCursor, toNumber } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { units } from '../units/units.ts';
import { blockedWorkers } from './blocked-workers.ts';
import { grants } from './grants.ts';
import { qualifications } from './qualifications.ts';
import { workerHistory } from './worker-history.ts';

const columns = {
  worker: grants.workerId,
  qualification: grants.qualificationId,
  value: grants.value,
  granted_at: grants.place,
};
/** The columns by which holders can be sorted: times of grants by their place in the log. */
export type HolderColumn = keyof typeof columns | 'name';

/** Which holders of qualifications that are in use. */
export type HolderQuery = {
  /** The id of one qualification. */
  qualification?: string;
  /** Only grants that were once made for a unit of this task. */
  task?: string;
  /** Whether blocked workers are left out. */
  unblocked?: boolean;
  by: HolderColumn;
  down: boolean;
  limit: number;
  cursor?: string;
};

/** A grant of a qualification at one time, for a unit or for none. */
type Occasion = { unit: string | null; task: string | null; value: number | null; at: string };

const maxOccasions = 3;

/** A page of holders with their last grants of the qualification, the newest first. */
export function holderPage(db: Database, query: HolderQuery) {
  const { by, limit } = query;
  const known = qualificationsByName(db);
  const nameOf = new Map(known.map(({ id, name }) => [id, name]));
  const found = by === 'name' ? rowsByName(db, query, known) : rowsOf(db, { ...query, by });
  const occasionsOf = prepareOccasions(db);
  const holders = found.slice(0, limit).map((holder) => ({
    ...{ ...holder, name: nameOf.get(holder.qualification) ?? '' },
    occasions: occasionsOf(holder),
  }));
  const last = found[limit - 1];
  if (found.length <= limit || !last) return { holders };
  return { holders, cursor: `${last.place}~${by === 'name' ? last.qualification : last[by]}` };
}

type ColumnQuery = HolderQuery & { by: keyof typeof columns };

/** One row more than the limit, if there is one. They are rows of grants alone, so that their order is that of an index. */
function rowsOf(db: Database, query: ColumnQuery) {
  const { by, down, limit } = query;
  const order = down ? desc : asc;
  const { workerId: worker, qualificationId: qualification, value, grantedAt: granted_at, place } = grants;
  return db
    .select({ worker, qualification, value, granted_at, place })
    .from(grants)
    .where(and(matching(query), afterCursor(query)))
    .orderBy(...(by === 'granted_at' ? [] : [order(columns[by])]), order(place))
    .limit(limit + 1)
    .all();
}

type Named = { id: string; name: string };

/** All qualifications, also retired ones, which a cursor may name. */
const qualificationsByName = (db: Database): Named[] =>
  db
    .select({ id: qualifications.qualificationId, name: qualifications.name })
    .from(qualifications)
    .orderBy(asc(qualifications.name), asc(qualifications.qualificationId))
    .all();

/** The holders of one qualification after the other, which are few: each has its holders in order. */
function rowsByName(db: Database, query: HolderQuery, up: readonly Named[]) {
  const { down, limit, cursor, qualification } = query;
  const [place, first] = cursor === undefined ? [] : placeIn(cursor);
  const ids = (down ? up.toReversed() : up).map(({ id }) => id);
  const from = first === undefined ? 0 : ids.indexOf(first);
  if (from < 0) throw badCursor();
  const rows: ReturnType<typeof rowsOf> = [];
  for (const id of ids.slice(from)) {
    if (qualification !== undefined && id !== qualification) continue;
    const after = id === first ? `${place}~${id}` : undefined;
    const left = limit - rows.length;
    rows.push(...rowsOf(db, { ...query, by: 'granted_at', qualification: id, limit: left, cursor: after }));
    if (rows.length > limit) break;
  }
  return rows;
}

function matching({ qualification, task, unblocked, by }: HolderQuery): SQL | undefined {
  // With the sign, rows are read in the order of workers, and none is sorted.
  const of = sql`${by === 'worker' ? sql`+` : sql``}${grants.qualificationId}`;
  const isInUse = sql`${grants.qualificationId} not in
    (select ${qualifications.qualificationId} from ${qualifications} where ${qualifications.retired})`;
  const isBlocked = sql`exists (select 1 from ${blockedWorkers} where ${blockedWorkers.workerId} = ${grants.workerId})`;
  const ofTask = sql`exists (select 1 from ${workerHistory}
    join ${units} on ${units.unitId} = ${workerHistory.unitId}
    join ${taskRuns} on ${taskRuns.runId} = ${units.runId} and ${taskRuns.task} = ${task}
    where ${workerHistory.workerId} = ${grants.workerId}
      and ${workerHistory.qualificationId} = ${grants.qualificationId}
      and ${workerHistory.what} = 'qualification_granted')`;
  return and(
    isInUse,
    qualification === undefined ? undefined : eq(of, qualification),
    task === undefined ? undefined : ofTask,
    unblocked ? not(isBlocked) : undefined,
  );
}

/** The place of the last holder of a page, and what the page is sorted by. */
function placeIn(cursor: string): [place: number, text: string] {
  const [, place, text] = /^(\d+)~(.*)$/s.exec(cursor) ?? [];
  if (place === undefined || text === undefined) throw badCursor();
  return [toNumber(place), text];
}

/** The condition that a holder comes after the last one of the page before. */
function afterCursor({ by, down, cursor }: ColumnQuery): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [place, text] = placeIn(cursor);
  if (by === 'granted_at') return (down ? lt : gt)(grants.place, place);
  const last = sql`(${by === 'value' ? toNumber(text) : text}, ${place})`;
  const here = sql`(${columns[by]}, ${grants.place})`;
  return down ? sql`${here} < ${last}` : sql`${here} > ${last}`;
}

function prepareOccasions(db: Database) {
  const last = db
    .select({ unit: workerHistory.unitId, task: taskRuns.task, value: workerHistory.value, at: workerHistory.at })
    .from(workerHistory)
    .leftJoin(units, eq(units.unitId, workerHistory.unitId))
    .leftJoin(taskRuns, eq(taskRuns.runId, units.runId))
    .where(
      and(
        eq(workerHistory.workerId, sql.placeholder('worker')),
        eq(workerHistory.qualificationId, sql.placeholder('qualification')),
        eq(workerHistory.what, 'qualification_granted'),
      ),
    )
    .orderBy(desc(workerHistory.row))
    .limit(maxOccasions)
    .prepare();
  return ({ worker, qualification }: { worker: string; qualification: string }): Occasion[] =>
    last.all({ worker, qualification });
}
