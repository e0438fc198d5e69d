import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
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
  name: qualifications.name,
  value: grants.value,
  granted_at: grants.grantedAt,
  place: grants.place,
};
/** The columns by which holders can be sorted. */
export type HolderColumn = Exclude<keyof typeof columns, 'place'>;

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

/** By what a column is sorted: times of grants by their place in the log, for which there is an index. */
const keyOf = (by: HolderColumn): keyof typeof columns => (by === 'granted_at' ? 'place' : by);

/** A page of holders with their last grants of the qualification, the newest first. */
export function holderPage(db: Database, query: HolderQuery) {
  const { by, down, limit } = query;
  const order = down ? desc : asc;
  const key = keyOf(by);
  const found = db
    .select({ ...columns, row: grants.row })
    .from(grants)
    .innerJoin(qualifications, eq(qualifications.qualificationId, grants.qualificationId))
    .leftJoin(blockedWorkers, eq(blockedWorkers.workerId, grants.workerId))
    .where(and(eq(qualifications.retired, false), matching(query), afterCursor(query)))
    .orderBy(order(columns[key]), order(grants.row))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const occasionsOf = prepareOccasions(db);
  const holders = page.map(({ row: _, ...holder }) => ({ ...holder, occasions: occasionsOf(holder) }));
  const last = page.at(-1);
  return found.length > limit && last ? { holders, cursor: `${last.row}~${last[key]}` } : { holders };
}

function matching({ qualification, task, unblocked }: HolderQuery): SQL | undefined {
  const ofTask = sql`exists (select 1 from ${workerHistory}
    join ${units} on ${units.unitId} = ${workerHistory.unitId}
    join ${taskRuns} on ${taskRuns.runId} = ${units.runId} and ${taskRuns.task} = ${task}
    where ${workerHistory.workerId} = ${grants.workerId}
      and ${workerHistory.qualificationId} = ${grants.qualificationId}
      and ${workerHistory.what} = 'qualification_granted')`;
  return and(
    qualification === undefined ? undefined : eq(grants.qualificationId, qualification),
    task === undefined ? undefined : ofTask,
    unblocked ? isNull(blockedWorkers.workerId) : undefined,
  );
}

/** The condition that a holder comes after the last one of the page before. */
function afterCursor({ by, down, cursor }: HolderQuery): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [, row, text] = /^(\d+)~(.*)$/s.exec(cursor) ?? [];
  if (row === undefined || text === undefined) throw badCursor();
  const key = keyOf(by);
  const value = key === 'value' || key === 'place' ? toNumber(text) : text;
  const place = sql`(${columns[key]}, ${grants.row})`;
  return down ? sql`${place} < (${value}, ${Number(row)})` : sql`${place} > (${value}, ${Number(row)})`;
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
