import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { runId } from '../events/fixtures.ts';
import { type StoredCommit, storedCommit } from '../events/log.ts';
import { allProjections, allTables } from './all.ts';
import { type Database, openToWrite } from './store/database.ts';
import { checkpoints, type Projection } from './store/projection.ts';
import { openProjector, type Projector } from './store/projector.ts';

/** The time of the fact after `facts` others, and of nothing else: there is one fact each minute. */
export const minute = (facts: number): string => new Date(Date.UTC(2026, 0, 1, 0, facts)).toISOString();

/** Facts as the log holds them: one in each commit, by `spec`. */
export const recorded = (
  facts: readonly (AnyNewFact | { type: string; version: number; data: unknown })[],
): StoredCommit[] =>
  facts.map((fact, nth) => {
    const line = JSON.stringify({ id: `fact-${nth + 1}`, at: minute(nth), by: 'spec', ...fact });
    return storedCommit({ id: `commit-${nth + 1}`, run: runId, json: [line] }, nth + 1);
  });

/** A database in memory to which all projections, or just these, have brought these commits. */
export function projected(
  commits: readonly StoredCommit[],
  projections: readonly Projection[] = allProjections,
): { db: Database; projector: Projector } {
  const db = openToWrite(':memory:', [checkpoints, ...projections.flatMap(({ tables }) => tables)]);
  const projector = openProjector(db, projections);
  projector.project(commits);
  return { db, projector };
}

/** Every row of every table. */
export const everyRow = (db: Database): unknown[][] => allTables.map((table) => db.select().from(table).all());

/** Given facts, then these rows: what a projection alone makes of them. */
export function specifyProjection(projection: Projection) {
  return (...facts: AnyNewFact[]) => {
    const { db, projector } = projected(recorded(facts), [projection]);
    return {
      /** The table's rows are these; columns that are not named do not matter. */
      thenRows(table: SQLiteTable, ...rows: Record<string, unknown>[]) {
        expect(projector.states().map(({ stopped }) => stopped)).toEqual([null]);
        expect(db.select().from(table).all()).toMatchObject(rows);
      },
      /** The projection stopped at the last fact. */
      thenStopped(reason: string) {
        const [state] = projector.states();
        expect(state).toMatchObject({ sequence: facts.length - 1, stopped: { position: `${facts.length}.0`, reason } });
      },
    };
  };
}
