import { listItems } from '../../../../src/api/queue.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOrFirst, type RawSearch, scopeOf, text } from '../../data/search.ts';

/** Reads the address of the screen. */
export const readItemsAddress = (raw: RawSearch) => ({
  scope: scopeOf(raw),
  assignment: text(raw.assignment),
  order: oneOrFirst(raw.order, ['disagreement', 'oldest']),
  show: oneOrFirst(raw.show, ['open', 'resolved', 'all']),
  item: text(raw.item),
});
type ItemsAddress = ReturnType<typeof readItemsAddress>;

const adjudicatedOf = { open: 'false', resolved: 'true', all: undefined };

/** The query for the items of an address, page by page. */
export const itemsQuery = ({ scope, assignment, order, show }: ItemsAddress) =>
  pagesOf(listItems, {
    query: assignment ? { ...scope, assignment } : { ...scope, order, adjudicated: adjudicatedOf[show], limit: 20 },
  });
