import { itemOrder } from '../../actors/item-order.ts';
import type { Item } from '../../runtime/ports/tasks.ts';
import { alikeReason, lookingAlike } from './item-keys.ts';
import { refuse } from './refusals.ts';

type Values = Record<string, unknown>;

/** A file of data, by its path and by its name for refusals, and how large its items may be. */
export type DataFile = {
  path: string;
  file: string;
  /** The most bytes of one item as JSON; without, there is no such limit. */
  maxItemBytes?: number;
  /** The keys by which items are put in order, which each of them must have. */
  orderKeys?: Parameters<typeof itemOrder>[1];
};

/** The place of a row, as shown to the requester: "items.csv", "line 7". */
type ItemLocation = { file: string; place: string };

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

const described = (value: unknown) => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value)}`;
};

/** Parses one element of the data: a row, or `{shared, unit_data}` for an assignment whose units differ. */
export function toItem(value: unknown, place: ItemLocation): Item {
  const bad = (reason: string) => refuse('data/bad-row', { ...place, reason });
  if (!isMap(value)) throw bad(`an item must be an object with keys, and this is ${described(value)}`);

  const keys = Object.keys(value);
  requireClearKeys(value, bad);
  const isWhole = keys.length > 0 && keys.every((key) => key === 'shared' || key === 'unit_data');
  if (!isWhole) return { shared: value };

  const { shared = {}, unit_data: units } = value;
  if (!isMap(shared)) throw bad(`"shared" must be an object with keys, and is ${described(shared)}`);
  if (units === undefined) {
    requireClearKeys(shared, bad);
    return { shared };
  }
  if (!Array.isArray(units) || units.length === 0 || !units.every(isMap)) {
    throw bad('"unit_data" must be a list with an object for each unit');
  }
  for (const values of [shared, ...units]) requireClearKeys(values, bad);
  return { shared, units };
}

function requireClearKeys(values: Values, bad: (reason: string) => Error): void {
  const alike = lookingAlike(Object.keys(values));
  if (alike) throw bad(alikeReason(alike, 'keys'));
}

/** Returns the item; refuses one that cannot be put in order, or is too large to be recorded. */
export function fitting(item: Item, place: ItemLocation, { maxItemBytes, orderKeys }: DataFile): Item {
  const order = itemOrder(item.shared, orderKeys);
  if ('fault' in order) throw refuse('data/bad-row', { ...place, reason: order.fault });
  if (maxItemBytes === undefined) return item;
  const bytes = Buffer.byteLength(JSON.stringify(item));
  if (bytes <= maxItemBytes) return item;
  const reason = `the item has ${bytes} bytes, and at most ${maxItemBytes} can be recorded; put large contents into files of the page, and their names into the item`;
  throw refuse('data/bad-row', { ...place, reason });
}

/** The rows after the first `skip` of them. */
export async function* after<Row>(skip: number, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let passed = 0;
  for await (const row of rows) if (passed++ >= skip) yield row;
}
