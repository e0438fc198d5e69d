import { unitStatusLabels } from '../../../../src/api/labels.ts';
import type { UnitStatus } from '../../../../src/api/shapes.ts';
import { isCellColumn, maxCellColumns } from '../../../../src/api/unit-columns.ts';
import { listUnits, type UnitSort } from '../../../../src/api/units.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOf, oneOrFirst, type RawSearch, scopeOf, text } from '../../data/search.ts';

const listed = (value: unknown): string[] => (text(value) ?? '').split(',').filter((one) => one !== '');

/** The orders of the list with their labels; the first is the usual one. */
export const unitOrders = [
  ['oldest', 'Oldest first'],
  ['newest', 'Newest first'],
  ['fastest', 'Fastest first'],
  ['slowest', 'Slowest first'],
  ['status', 'By status'],
  ['-status', 'By status, backwards'],
  ['worker', 'By worker'],
  ['-worker', 'By worker, backwards'],
  ['item', 'By item'],
  ['-item', 'By item, backwards'],
  ['reviewed', 'First decided first'],
  ['-reviewed', 'Last decided first'],
] as const satisfies readonly (readonly [UnitSort, string])[];

/** The columns of an address, with as many of items and answers as one table shows. */
function columnsIn(value: unknown): string[] | undefined {
  if (text(value) === undefined) return undefined;
  const names = listed(value);
  const cells = new Set(names.filter(isCellColumn).slice(0, maxCellColumns));
  return names.filter((name) => !isCellColumn(name) || cells.has(name));
}

/** Reads the address of the list of units. */
export const readUnitsAddress = (raw: RawSearch) => ({
  scope: scopeOf(raw),
  assignment: text(raw.assignment),
  /** Unknown statuses are ignored. */
  statuses: listed(raw.status).filter((one): one is UnitStatus => Object.hasOwn(unitStatusLabels, one)),
  worker: text(raw.worker),
  second: text(raw.second),
  pasted: text(raw.pasted),
  commented: text(raw.commented),
  purpose: oneOrFirst(raw.purpose, ['any', 'ordinary', 'screening', 'gold']),
  judged: oneOf(raw.judged, ['right', 'wrong']),
  search: text(raw.search),
  sort:
    oneOf(
      raw.sort,
      unitOrders.map(([sort]) => sort),
    ) ?? unitOrders[0][0],
  /** The chosen columns; undefined for the usual ones. */
  columns: columnsIn(raw.columns),
});
export type UnitsAddress = ReturnType<typeof readUnitsAddress>;

/** The filters of an address as the server takes them. */
export const filtersOf = (address: UnitsAddress) => {
  const { scope, assignment, statuses, worker, second, pasted, commented, purpose, judged, search } = address;
  return {
    ...scope,
    assignment,
    status: statuses.join(',') || undefined,
    worker,
    second_opinion: second ? 'true' : undefined,
    pasted: pasted ? 'true' : undefined,
    commented: commented ? 'true' : undefined,
    purpose: purpose === 'any' ? undefined : purpose,
    judged,
    search: search?.slice(0, 200),
  };
};

/** The query for the units of an address, page by page. */
export const unitsQuery = (address: UnitsAddress) => {
  const { sort, columns } = address;
  const cells = columns === undefined ? 'first' : columns.filter(isCellColumn).join(',') || undefined;
  const known = columns === undefined || columns.includes('gold') ? 'true' : undefined;
  return pagesOf(listUnits, { query: { ...filtersOf(address), sort, columns: cells, known, limit: 100 } });
};
