import { and, desc, eq, exists, isNotNull, lt, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, params } from '../store/projection.ts';
import type { Decision } from '../units/reviews.ts';

export type VerdictState = 'begun' | 'completed' | 'undoing' | 'undone';

/** Verdicts on one unit or many, and their progress; `unitId` is set for those on one unit. */
export const verdicts = sqliteTable(
  'verdicts',
  {
    row: integer('row').primaryKey(),
    verdictId: text('verdict_id').notNull().unique(),
    unitId: text('unit_id'),
    decision: text('decision').$type<Decision>().notNull(),
    state: text('state').$type<VerdictState>().notNull(),
    units: integer('units').notNull(),
    note: text('note'),
    by: text('by').notNull(),
    at: text('at').notNull(),
    reviewed: integer('reviewed'),
    refused: integer('refused'),
    undoneBy: text('undone_by'),
    undoneAt: text('undone_at'),
    undone: integer('undone'),
    undoRefused: integer('undo_refused'),
  },
  (table) => [index('verdicts_by').on(table.by)],
);

/** The verdict that decides each unit now, so that one on whose units something else was decided is not undone again. */
const verdictsInForce = sqliteTable(
  'verdicts_in_force',
  { unitId: text('unit_id').primaryKey(), verdictId: text('verdict_id').notNull() },
  (table) => [index('in_force_by_verdict').on(table.verdictId)],
);

function prepare(db: Database) {
  const thisVerdict = eq(verdicts.verdictId, sql.placeholder('verdictId'));
  const columns = params('verdictId', 'unitId', 'decision', 'state', 'units', 'note', 'by', 'at');
  const counts = params('reviewed', 'refused');
  const ofUnit = eq(verdictsInForce.unitId, sql.placeholder('unitId'));
  return {
    inForce: db
      .insert(verdictsInForce)
      .values(params('unitId', 'verdictId'))
      .onConflictDoUpdate({ target: verdictsInForce.unitId, set: params('verdictId') })
      .prepare(),
    noneInForce: db.delete(verdictsInForce).where(ofUnit).prepare(),
    begun: db.insert(verdicts).values(columns).prepare(),
    // A verdict on many units has its row already. One of an imported run has none, and its units are counted here.
    single: db
      .insert(verdicts)
      .values({ ...columns, ...counts })
      .onConflictDoUpdate({
        target: verdicts.verdictId,
        set: { unitId: null, units: sql`${verdicts.units} + 1`, reviewed: sql`${verdicts.reviewed} + 1` },
        setWhere: sql`${verdicts.state} = 'completed'`,
      })
      .prepare(),
    completed: db
      .update(verdicts)
      .set({ state: 'completed', ...counts })
      .where(thisVerdict)
      .prepare(),
    undoing: db
      .update(verdicts)
      .set({ state: 'undoing', ...params('undoneBy', 'undoneAt') })
      .where(thisVerdict)
      .prepare(),
    undone: db
      .update(verdicts)
      .set({ state: 'undone', ...params('undone', 'undoRefused') })
      .where(thisVerdict)
      .prepare(),
    /** The review of the unit of a single verdict was undone. */
    singleUndone: db
      .update(verdicts)
      .set({ state: 'undone', undone: 1, undoRefused: 0, ...params('undoneBy', 'undoneAt') })
      .where(and(thisVerdict, isNotNull(verdicts.unitId), eq(verdicts.state, 'completed')))
      .prepare(),
  };
}

type Rows = ReturnType<typeof prepare>;
type Decided = FactNamed<'unit.accepted' | 'unit.soft-rejected' | 'unit.rejected'>;

const decided =
  (decision: Decision) =>
  ({ data, by, at }: Decided, rows: Rows): void => {
    const { verdictId, unitId, note = null } = data;
    if (!verdictId) {
      rows.noneInForce.run({ unitId });
      return;
    }
    rows.inForce.run({ unitId, verdictId });
    const counts = { units: 1, reviewed: 1, refused: 0 };
    rows.single.run({ verdictId, unitId, decision, state: 'completed', note, by, at, ...counts });
  };

export const verdictsProjection = defineProjection({
  name: 'verdicts',
  version: 2,
  tables: [verdicts, verdictsInForce],
  prepare,
  on: {
    'unit.accepted': decided('accepted'),
    'unit.soft-rejected': decided('soft_rejected'),
    'unit.rejected': decided('rejected'),
    'unit.review-undone': ({ data: { verdictId, unitId }, by, at }, rows) => {
      rows.noneInForce.run({ unitId });
      if (verdictId) rows.singleUndone.run({ verdictId, undoneBy: by, undoneAt: at });
    },
    'verdict.begun': ({ data: { verdictId, decision, units, note = null }, by, at }, rows) => {
      const count = units.reduce((sum, { units: some }) => sum + some.length, 0);
      rows.begun.run({ verdictId, unitId: null, decision, state: 'begun', units: count, note, by, at });
    },
    'verdict.completed': ({ data: { verdictId, reviewed, refused } }, rows) =>
      one(rows.completed.run({ verdictId, reviewed, refused }), verdictId),
    'verdict.undo-begun': ({ data: { verdictId }, by, at }, rows) =>
      one(rows.undoing.run({ verdictId, undoneBy: by, undoneAt: at }), verdictId),
    'verdict.undone': ({ data: { verdictId, undone, refused } }, rows) =>
      one(rows.undone.run({ verdictId, undone, undoRefused: refused }), verdictId),
  },
});

const selectVerdicts = (db: Database) =>
  db
    .select({
      row: verdicts.row,
      id: verdicts.verdictId,
      decision: verdicts.decision,
      state: verdicts.state,
      by: verdicts.by,
      at: verdicts.at,
      note: verdicts.note,
      units: verdicts.units,
      unit: verdicts.unitId,
      reviewed: verdicts.reviewed,
      refused: verdicts.refused,
      undone_by: verdicts.undoneBy,
      undone_at: verdicts.undoneAt,
      undone: verdicts.undone,
      undo_refused: verdicts.undoRefused,
    })
    .from(verdicts);

/** A verdict as lists show it. */
export type VerdictRow = Omit<ReturnType<ReturnType<typeof selectVerdicts>['all']>[number], 'row'>;

/** The verdict of this id, if there is one. */
export function verdictRow(db: Database, verdictId: string): VerdictRow | undefined {
  const found = selectVerdicts(db).where(eq(verdicts.verdictId, verdictId)).get();
  if (!found) return undefined;
  const { row: _, ...verdict } = found;
  return verdict;
}

type VerdictQuery = { by?: string; state?: VerdictState; inForce?: boolean; limit: number; cursor?: string };

/** A page of verdicts, the newest first, and a cursor if there are more. */
export function verdictPage(db: Database, query: VerdictQuery): { verdicts: VerdictRow[]; cursor?: string } {
  const { by, state, inForce, limit, cursor } = query;
  const units = db.select().from(verdictsInForce).where(eq(verdictsInForce.verdictId, verdicts.verdictId));
  const found = selectVerdicts(db)
    .where(
      and(
        by === undefined ? undefined : eq(verdicts.by, by),
        state && eq(verdicts.state, state),
        inForce ? exists(units) : undefined,
        cursor === undefined ? undefined : lt(verdicts.row, cursorNumbers(cursor, 1)[0] as number),
      ),
    )
    .orderBy(desc(verdicts.row))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const rows = page.map(({ row: _, ...verdict }) => verdict);
  return found.length > limit ? { verdicts: rows, cursor: String(page.at(-1)?.row) } : { verdicts: rows };
}
