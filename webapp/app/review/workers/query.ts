import { ruleFilters } from '../../../../src/api/rules.ts';
import { listWorkers } from '../../../../src/api/workers.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOf, oneOrFirst, type RawSearch, scopeOf, text } from '../../data/search.ts';

/** The filter of the list of workers, as in the address. */
export const readWorkersAddress = (raw: RawSearch) => ({
  scope: scopeOf(raw),
  search: text(raw.search),
  qualification: text(raw.qualification),
  blocked: oneOrFirst(raw.blocked, ['any', 'yes', 'no']),
  rules: oneOf(raw.rules, ruleFilters),
  sort: oneOrFirst(raw.sort, ['most', 'newest', 'rejected']),
});
type WorkersAddress = ReturnType<typeof readWorkersAddress>;

const blockedOf = { any: undefined, yes: 'true', no: 'false' };

/** The workers that match the filter, page after page. */
export const workersQuery = ({ scope, search, qualification, blocked, rules, sort }: WorkersAddress) =>
  pagesOf(listWorkers, {
    query: { ...scope, search, qualification, blocked: blockedOf[blocked], rules, sort, limit: 200 },
  });
