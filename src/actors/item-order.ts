import type { UnitOrder } from '../events/unit-order.ts';

/** What of an item decides when it is given out. */
export type ItemOrder = { priority?: number; group?: string };

type Values = Readonly<Record<string, unknown>>;
type Keys = Pick<UnitOrder, 'priority' | 'roundRobin'>;

/** Reads priority and group from an item; `fault` says in words why it cannot be ordered. */
export function itemOrder(item: Values, { priority, roundRobin }: Keys = {}): ItemOrder | { fault: string } {
  const order: ItemOrder = {};
  if (priority !== undefined) {
    const number = numberIn(item, priority);
    if (number === undefined)
      return { fault: `"${priority}" is its priority, and must be a number${found(item, priority)}` };
    order.priority = number;
  }
  if (roundRobin !== undefined) {
    const group = groupIn(item, roundRobin);
    if (group === undefined) {
      const rule = 'must be text, a number, true or false';
      return { fault: `"${roundRobin}" is its group for round robin, and ${rule}${found(item, roundRobin)}` };
    }
    order.group = group;
  }
  return order;
}

/** A number, also one that is written as text, as in CSV files. */
function numberIn(item: Values, key: string): number | undefined {
  const value = Object.hasOwn(item, key) ? item[key] : undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function groupIn(item: Values, key: string): string | undefined {
  const value = Object.hasOwn(item, key) ? item[key] : undefined;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain && String(value).trim() !== '' ? String(value) : undefined;
}

const maxShownChars = 40;

function found(item: Values, key: string): string {
  if (!Object.hasOwn(item, key)) return '; the item has no such key';
  const json = JSON.stringify(item[key]);
  return `, not ${json.length > maxShownChars ? `${json.slice(0, maxShownChars)}…` : json}`;
}
