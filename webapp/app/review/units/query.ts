import { unitStatusLabels } from '../../../../src/api/labels.ts';
import type { UnitStatus } from '../../../../src/api/shapes.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOrFirst, type RawSearch, scopeOf, text } from '../../data/search.ts';

/** Reads the address of the list of units. */
export const readUnitsAddress = (raw: RawSearch) => ({
  scope: scopeOf(raw),
  assignment: text(raw.assignment),
  /** Unknown statuses are ignored. */
  statuses: (text(raw.status) ?? '')
    .split(',')
    .filter((one): one is UnitStatus => Object.hasOwn(unitStatusLabels, one)),
  worker: text(raw.worker),
  second: text(raw.second),
  pasted: text(raw.pasted),
  purpose: oneOrFirst(raw.purpose, ['any', 'ordinary', 'screening', 'gold']),
  search: text(raw.search),
  sort: oneOrFirst(raw.sort, ['oldest', 'newest', 'fastest', 'slowest']),
});
type UnitsAddress = ReturnType<typeof readUnitsAddress>;

/** The query for the units of an address, page by page. */
export const unitsQuery = ({
  scope,
  assignment,
  statuses,
  worker,
  second,
  pasted,
  purpose,
  search,
  sort,
}: UnitsAddress) =>
  pagesOf(listUnits, {
    query: {
      ...scope,
      assignment,
      status: statuses.join(',') || undefined,
      worker,
      second_opinion: second ? 'true' : undefined,
      pasted: pasted ? 'true' : undefined,
      purpose: purpose === 'any' ? undefined : purpose,
      search: search?.slice(0, 200),
      sort,
      limit: 200,
    },
  });
