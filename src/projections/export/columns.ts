import { isChosen, maxNamed } from './chosen-columns.ts';
import type { Source } from './format.ts';

/** The type of a column's values; `json` for lists, empty objects and mixed types. */
export type Kind = 'text' | 'number' | 'boolean' | 'time' | 'json';
export type Column = { name: string; kind: Kind };

/** No spreadsheet opens a table with more columns for what rows hold. */
export const maxColumns = 10_000;

const kindOf = (value: unknown): Kind | undefined => {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'json';
};

/** Collects the columns of what rows hold, in the order of their first rows; of those that are not among the chosen names only some, to name in a refusal. */
export function newKinds(chosen: readonly string[] | undefined) {
  const kinds = new Map<string, Kind | undefined>();
  const others = new Set<string>();
  return {
    note(name: string, value: unknown) {
      if (!isChosen(chosen, name)) return others.size < maxNamed && others.add(name);
      const [known, now] = [kinds.get(name), kindOf(value)];
      kinds.set(name, known === undefined || now === undefined || known === now ? (known ?? now) : 'json');
    },
    columns: (): Column[] => [
      ...[...kinds].map(([name, kind]) => ({ name, kind: kind ?? 'text' })),
      ...[...others].map((name) => ({ name, kind: 'text' as const })),
    ],
    size: () => kinds.size,
  };
}

/** How rows become a table: its columns, which take a reading of all rows, and the values of a row by column name. */
export type Table<Row> = {
  columnsOf(rows: Iterable<Row>, choice: Pick<Source, 'identities' | 'columns'>): Column[];
  recordOf(row: Row): Map<string, unknown>;
};
