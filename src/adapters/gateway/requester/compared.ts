import { setImmediate } from 'node:timers/promises';
import { openKnownJudgements } from '../../../projections/quality/known-judgements.ts';
import type { Database } from '../../../projections/store/database.ts';
import type { UnitQuery } from '../../../projections/units/unit-list.ts';

/** Adds to a query for right or wrong answers the units whose answers compare so with known ones. */
export type WithCompared = <Query extends Pick<UnitQuery, 'run' | 'task' | 'judged'>>(
  db: Database,
  query: Query,
) => Promise<Query & Pick<UnitQuery, 'compared'>>;

/** Compares answers in pieces, between which requests are served. */
export function openCompared(): WithCompared {
  const rowsOf = openKnownJudgements();
  return async (db, query) => {
    if (query.judged === undefined) return query;
    const steps = rowsOf(db, query, query.judged);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return { ...query, compared: value };
      await setImmediate();
    }
  };
}
