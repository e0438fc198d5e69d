import type { TreatmentSettings } from '../events/treatment.ts';
import type { UnitOrder } from '../events/unit-order.ts';

/** What of an item decides when it is given out. */
export type ItemOrder = { priority?: number; group?: string };

type Values = Readonly<Record<string, unknown>>;
type Keys = Pick<UnitOrder, 'priority' | 'roundRobin'> & Pick<TreatmentSettings, 'within'>;

/** Reads priority and group from an item; `fault` says in words why it cannot be ordered. */
export function itemOrder(item: Values, { priority, roundRobin, within }: Keys = {}): ItemOrder | { fault: string } {
  const order: ItemOrder = {};
  if (priority !== undefined) {
    const number = numberIn(item, priority);
    if (number === undefined)
      return { fault: `"${priority}" is its priority, and must be a number${found(item, priority)}` };
    order.priority = number;
  }
  const key = within ?? roundRobin;
  if (key !== undefined) {
    const group = groupIn(item, key);
    if (group === undefined) {
      const what = within === undefined ? 'group for round robin' : 'condition';
      return { fault: `"${key}" is its ${what}, and must be text, a number, true or false${found(item, key)}` };
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
