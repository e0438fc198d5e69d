import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Scope } from './shapes.ts';

const sides = ['item', 'answer'] as const;
type Side = (typeof sides)[number];

/** How many of these columns one table shows. */
export const maxCellColumns = 100;

/** A column of the table of units that shows a value of the item or of the answer, as `item:title`; a comma or `%` of its key is percent-encoded. */
export const cellColumn = (of: Side, key: string): string =>
  `${of}:${key.replace(/[%,]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** The side and the key of such a column. */
export function cellColumnParts(column: string): { of: Side; key: string } {
  const colon = column.indexOf(':');
  const key = column.slice(colon + 1).replace(/%25|%2C/gi, (code) => (code === '%25' ? '%' : ','));
  return { of: column.slice(0, colon) as Side, key };
}

/** Whether a text is the name of such a column. */
export const isCellColumn = (column: string): boolean => sides.some((of) => column.startsWith(`${of}:`));

export const listUnitColumns = endpoint({
  name: 'listUnitColumns',
  method: 'GET',
  path: '/api/unit-columns',
  summary:
    'The keys of items and answers that a table of units can show, as `columns` of GET /api/units: from the first and last rows of the newest ten runs.',
  role: 'reader',
  tag: 'Units',
  query: Scope,
  reply: z.object({
    columns: z.array(z.object({ id: z.string(), of: z.enum(sides), key: z.string() })),
    sequence: z.int(),
  }),
});
