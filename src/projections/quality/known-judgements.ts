import { and, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { runsIn, type Scope } from '../runs/scope.ts';
import { runConfig } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { refuse } from '../store/refusals.ts';
import { answers } from '../units/answers.ts';
import { sidesOf } from '../units/cells.ts';
import { units } from '../units/units.ts';
import { openKnownRight } from './known-right.ts';
import { qualityConfigOf } from './quality-config.ts';

type Judged = 'right' | 'wrong';
type Judgements = { config: string; after: number; byRow: Map<number, Judged> };

/** More answers than these are not compared for one list. */
export const maxCompared = 200_000;
/** How many answers are compared in one piece. */
const piece = 500;

/**
 * Compares the answers of runs whose config names known answers with these, as the column *Gold* does, and remembers the outcomes: an
 * answer that was compared once is not read again.
 */
export function openKnownJudgements(most = maxCompared) {
  const remembered = new WeakMap<Database, Map<string, Judgements>>();

  function judgementsOf(db: Database, run: string): Judgements | undefined {
    const config = runConfig(db, run)?.config;
    if (!config || !(qualityConfigOf(config).gold || hasSpecial(db, run))) return undefined;
    const runs = remembered.get(db) ?? new Map<string, Judgements>();
    remembered.set(db, runs);
    const text = JSON.stringify(config);
    const before = runs.get(run);
    if (before?.config === text) return before;
    const begun: Judgements = { config: text, after: 0, byRow: new Map() };
    runs.set(run, begun);
    return begun;
  }

  /**
   * The rows of units in a scope that were answered as is known to be right, or not; yields between pieces of the work, so that others
   * have their turn. Throws `unit/too-many-to-compare`.
   */
  return function* rowsOf(db: Database, scope: Scope, judged: Judged): Generator<void, number[]> {
    const found: number[] = [];
    let compared = 0;
    for (const run of runsIn(db, scope)) {
      const known = judgementsOf(db, run);
      if (!known) continue;
      compared += countAnswers(db, run);
      if (compared > most) throw refuse('unit/too-many-to-compare', { total: compared, most });
      while (compareNext(db, run, known)) yield;
      for (const [row, one] of known.byRow) if (one === judged) found.push(row);
    }
    return found;
  };
}

/** Whether a run has gold or screening units, whose items may bring the right answer. */
const hasSpecial = (db: Database, run: string): boolean =>
  db
    .select({ row: units.row })
    .from(units)
    .where(and(eq(units.runId, run), isNotNull(units.purpose)))
    .limit(1)
    .get() !== undefined;

const countAnswers = (db: Database, run: string): number =>
  db.select({ total: sql<number>`count(*)` }).from(answers).where(eq(answers.runId, run)).get()?.total ?? 0;

/** Compares the next answers of a run; returns whether there may be more. */
function compareNext(db: Database, run: string, known: Judgements): boolean {
  const next = db
    .select({ row: answers.row, unit: answers.unitId, place: units.row })
    .from(answers)
    .innerJoin(units, eq(units.unitId, answers.unitId))
    .where(and(eq(answers.runId, run), gt(answers.row, known.after)))
    .orderBy(answers.row)
    .limit(piece)
    .all();
  const sides = sidesOf(
    db,
    next.map(({ unit }) => unit),
  );
  const knownRight = openKnownRight(db);
  for (const { row, unit, place } of next) {
    known.after = row;
    const each = Object.values(knownRight(sides.get(unit)) ?? {});
    if (each.length > 0) known.byRow.set(place, each.every(Boolean) ? 'right' : 'wrong');
  }
  return next.length === piece;
}
