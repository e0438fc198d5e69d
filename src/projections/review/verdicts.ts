import { and, desc, eq, exists, isNotNull, lt, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { FactNamed } from '../../events/catalog.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, one, params } from '../store/projection.ts';
import type { Decision } from '../units/reviews.ts';

export type VerdictState = 'begun' | 'completed' | 'undoing' | 'undone';

/** Verdicts on one unit or many, and their progress; `unitId` is set for those on one unit. `added` counts the units whose decision they only added to. */
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
    added: integer('added').notNull().default(0),
  },
  (table) => [index('verdicts_by').on(table.by)],
);

/** The verdict that decides each unit now, and those that added to it, so that one of which nothing is left is not undone again. */
export const verdictsInForce = sqliteTable(
  'verdicts_in_force',
  {
    row: integer('row').primaryKey(),
    unitId: text('unit_id').notNull(),
    verdictId: text('verdict_id').notNull(),
  },
  (table) => [
    uniqueIndex('in_force_of_unit').on(table.unitId, table.verdictId),
    index('in_force_by_verdict').on(table.verdictId),
  ],
);

function prepare(db: Database) {
  const thisVerdict = eq(verdicts.verdictId, sql.placeholder('verdictId'));
  const columns = params('verdictId', 'unitId', 'decision', 'state', 'units', 'note', 'by', 'at');
  const counts = params('reviewed', 'refused');
  const ofUnit = eq(verdictsInForce.unitId, sql.placeholder('unitId'));
  return {
    inForce: db.insert(verdictsInForce).values(params('unitId', 'verdictId')).onConflictDoNothing().prepare(),
    noneInForce: db.delete(verdictsInForce).where(ofUnit).prepare(),
    notInForce: db
      .delete(verdictsInForce)
      .where(and(ofUnit, eq(verdictsInForce.verdictId, sql.placeholder('verdictId'))))
      .prepare(),
    added: db
      .update(verdicts)
      .set({ added: sql`${verdicts.added} + 1` })
      .where(thisVerdict)
      .prepare(),
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
    rows.noneInForce.run({ unitId });
    if (verdictId) enter(rows, { verdictId, unitId, decision, note, by, at });
  };

type Entered = { verdictId: string; unitId: string; decision: Decision; note: string | null; by: string; at: string };

function enter(rows: Rows, verdict: Entered): void {
  const { unitId, verdictId } = verdict;
  rows.inForce.run({ unitId, verdictId });
  rows.single.run({ ...verdict, state: 'completed', units: 1, reviewed: 1, refused: 0 });
}

export const verdictsProjection = defineProjection({
  name: 'verdicts',
  version: 3,
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
    'unit.review-supplemented': ({ data, by, at }, rows) => {
      const { verdictId, unitId, decision, note = null } = data;
      if (!verdictId) return;
      enter(rows, { verdictId, unitId, decision, note, by, at });
      rows.added.run({ verdictId });
    },
    'unit.supplement-undone': ({ data: { verdictId, unitId }, by, at }, rows) => {
      if (!verdictId) return;
      rows.notInForce.run({ unitId, verdictId });
      rows.singleUndone.run({ verdictId, undoneBy: by, undoneAt: at });
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

/** The units that a verdict decides now, in a query for verdicts. */
const unitsOfThis = (db: Database) =>
  db.select().from(verdictsInForce).where(eq(verdictsInForce.verdictId, verdicts.verdictId));

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
      added: verdicts.added,
      in_force: sql<boolean>`${exists(unitsOfThis(db))}`.mapWith(Boolean),
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
  const found = selectVerdicts(db)
    .where(
      and(
        by === undefined ? undefined : eq(verdicts.by, by),
        state && eq(verdicts.state, state),
        inForce ? exists(unitsOfThis(db)) : undefined,
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
