import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { countedRunsIn, runsIn, type Scope } from '../runs/scope.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { type BonusState, bonuses } from './bonuses.ts';

const columns = {
  id: bonuses.bonusId,
  unit: bonuses.unitId,
  worker: bonuses.workerId,
  cents: bonuses.cents,
  currency: bonuses.currency,
  reason: bonuses.reason,
  state: bonuses.state,
  granted_by: bonuses.grantedBy,
  granted_at: bonuses.grantedAt,
};
const selectBonuses = (db: Database) => db.select({ row: bonuses.row, ...columns }).from(bonuses);

/** A bonus as lists show it. */
export type BonusRow = Omit<ReturnType<ReturnType<typeof selectBonuses>['all']>[number], 'row'>;

/** The bonuses of a unit, in the order in which they were granted. */
export const bonusesOfUnit = (db: Database, unitId: string): BonusRow[] =>
  db.select(columns).from(bonuses).where(eq(bonuses.unitId, unitId)).orderBy(bonuses.row).all();

type BonusQuery = Scope & { state?: BonusState; worker?: string; limit: number; cursor?: string };

/** A page of bonuses, the newest first, and a cursor if there are more. */
export function bonusPage(db: Database, query: BonusQuery): { bonuses: BonusRow[]; cursor?: string } {
  const { run, task, state, worker, limit, cursor } = query;
  // What is promised is owed, and trying a page owes nobody anything.
  const among = state === 'intended' ? countedRunsIn : runsIn;
  const isScoped = run || task || state === 'intended';
  const found = selectBonuses(db)
    .where(
      and(
        isScoped ? inArray(bonuses.runId, among(db, query)) : undefined,
        state && eq(bonuses.state, state),
        worker ? eq(bonuses.workerId, worker) : undefined,
        cursor === undefined ? undefined : lt(bonuses.row, cursorNumbers(cursor, 1)[0] as number),
      ),
    )
    .orderBy(desc(bonuses.row))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const rows = page.map(({ row: _, ...bonus }) => bonus);
  return found.length > limit ? { bonuses: rows, cursor: String(page.at(-1)?.row) } : { bonuses: rows };
}

/** Promised and paid bonuses by run, in cents. */
export function bonusCentsByRun(db: Database): Map<string, number> {
  const sums = db
    .select({ run: bonuses.runId, cents: sql<number>`sum(${bonuses.cents})` })
    .from(bonuses)
    .where(sql`${bonuses.state} <> 'withdrawn'`)
    .groupBy(bonuses.runId)
    .all();
  return new Map(sums.map(({ run, cents }) => [run, cents]));
}
