import { listItems } from '../../../../src/api/queue.ts';
import { pagesOf } from '../../data/queries.ts';
import { oneOrFirst, type RawSearch, scopeOf, text } from '../../data/search.ts';

/** What the address of the items side by side says. */
export const readItemsAddress = (raw: RawSearch) => ({
  scope: scopeOf(raw),
  assignment: text(raw.assignment),
  order: oneOrFirst(raw.order, ['disagreement', 'oldest']),
  show: oneOrFirst(raw.show, ['open', 'resolved', 'all']),
  item: text(raw.item),
});
type ItemsAddress = ReturnType<typeof readItemsAddress>;

const adjudicatedOf = { open: 'false', resolved: 'true', all: undefined };

/** The items that an address means, page after page. */
export const itemsQuery = ({ scope, assignment, order, show }: ItemsAddress) =>
  pagesOf(listItems, {
    query: assignment ? { ...scope, assignment } : { ...scope, order, adjudicated: adjudicatedOf[show], limit: 20 },
  });
