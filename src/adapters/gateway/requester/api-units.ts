import type { FastifyInstance } from 'fastify';
import { listBonuses } from '../../../api/bonuses.ts';
import { expireUnit } from '../../../api/review.ts';
import { cellColumn, isCellColumn, listUnitColumns, maxCellColumns } from '../../../api/unit-columns.ts';
import * as api from '../../../api/units.ts';
import { partsOf, UnitId } from '../../../events/ids.ts';
import { wordsOf } from '../../../projections/quality/answer-in-words.ts';
import { openKnownRight } from '../../../projections/quality/known-right.ts';
import { badCursor } from '../../../projections/store/cursors.ts';
import { bonusPage } from '../../../projections/units/bonus-rows.ts';
import { cellsIn, columnsIn, firstColumns, sidesOf } from '../../../projections/units/cells.ts';
import { unitDetail } from '../../../projections/units/unit-detail.ts';
import { countUnits, unitPage } from '../../../projections/units/unit-list.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Search } from '../../threads/search/search.ts';
import { caughtUp, scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { withWorkerLike } from '../http/worker-of.ts';
import type { WithCompared } from './compared.ts';
import type { ReviewUrlOf } from './review-views.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  search: Search;
  withCompared: WithCompared;
  /** The address of the task's review view of a unit, if it has one. */
  reviewUrlOf: ReviewUrlOf;
};

/** A cursor after a page with the first columns has these too, so that the next page has the same ones. */
function placeOf(given: string | undefined): { cursor?: string; columns?: string[] } {
  const bar = given?.indexOf('|') ?? -1;
  if (given === undefined || bar < 0) return { cursor: given };
  const columns = given
    .slice(bar + 1)
    .split(',')
    .filter((column) => column !== '');
  if (columns.length > maxCellColumns || !columns.every(isCellColumn)) throw badCursor();
  return { cursor: given.slice(0, bar), columns };
}

/** Units and bonuses, and the cancelling of units. */
export function unitsApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel, search, withCompared, reviewUrlOf } = settings;
  app.addHook('preClose', () => search.close());

  serve(app, api.listUnits, async ({ query: { after, search: words, columns: asked, known, ...filter }, request }) => {
    await scopeCaughtUp(readModel, { after, ...filter });
    const place = placeOf(filter.cursor);
    const named = withWorkerLike({ readModel, request }, { ...filter, cursor: place.cursor });
    const query = await withCompared(readModel.db, named);
    const sequence = readModel.sequence();
    const found = words
      ? await search.find({ query, search: words })
      : { ...unitPage(readModel.db, query), ...countUnits(readModel.db, query) };
    if (!asked && !known) return { ...found, sequence };
    const { db } = readModel;
    const first = asked?.includes('first') ? (place.columns ?? firstColumns(db, query)) : undefined;
    const columns = asked?.flatMap((name) => (name === 'first' ? (first ?? []) : [name]));
    const sides = sidesOf(
      db,
      found.units.map(({ id }) => id),
    );
    const knownRight = openKnownRight(db);
    const units = found.units.map((unit) => ({
      ...unit,
      ...(columns ? { cells: cellsIn(sides.get(unit.id), columns) } : {}),
      ...(known ? { known: knownRight(sides.get(unit.id)) } : {}),
    }));
    const cursor = found.cursor && first ? { cursor: `${found.cursor}|${first.join(',')}` } : {};
    return { ...found, ...cursor, units, ...(columns ? { columns } : {}), sequence };
  });

  serve(app, listUnitColumns, async ({ query }) => {
    await scopeCaughtUp(readModel, query);
    const keys = columnsIn(readModel.db, query);
    const columns = (['item', 'answer'] as const).flatMap((of) =>
      keys[of].map((key) => ({ id: cellColumn(of, key), of, key })),
    );
    return { columns, sequence: readModel.sequence() };
  });

  serve(app, api.getUnit, async ({ params: { unit }, query }) => {
    await caughtUp(readModel, query.after);
    const detail = unitDetail(readModel.db, unit);
    if (!detail) throw refuse('unit/unknown', { unit });
    return { ...detail, ...wordsOf(readModel.db, detail), review_url: await reviewUrlOf(unit) };
  });

  serve(app, expireUnit, async ({ params: { unit }, by }) => {
    const unitId = UnitId.safeParse(unit).data;
    if (!unitId) throw refuse('unit/unknown', { unit });
    const command = { type: 'unit.expire', unitId } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(unitId).run, command, by });
    return { sequence };
  });

  serve(app, listBonuses, async ({ query: { after, ...query }, request }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    return {
      ...bonusPage(readModel.db, withWorkerLike({ readModel, request }, query)),
      sequence: readModel.sequence(),
    };
  });
}
