import { refuse } from '../store/refusals.ts';
import { isObject, toPart } from './flat.ts';

type Named = { name: string };

const isOf = (path: string, name: string) => path === name || path.startsWith(`${name}.`);

/** Whether a column is chosen: by its name, or by that of a group, such as `data` for `data.image`; all are without a choice. */
export const isChosen = (names: readonly string[] | undefined, column: string): boolean =>
  names === undefined || names.some((name) => isOf(column, name));

/** At most this many columns are named in a refusal. */
export const maxNamed = 60;

type Choosing = {
  /** The names of columns and groups that were chosen; all columns without. */
  names: readonly string[] | undefined;
  /** Groups that the table has, even if no row has a field of them. */
  groups?: readonly string[];
};

/** The chosen columns, in the order in which they were chosen; refuses a name that fits none. */
export function chosenOf<Column extends Named>(all: readonly Column[], { names, groups = [] }: Choosing): Column[] {
  if (!names) return [...all];
  const found = names.flatMap((name) => {
    const own = all.filter((column) => isOf(column.name, name));
    if (own.length === 0 && !groups.includes(name))
      throw refuse('export/no-column', { name, columns: namedOf(all, groups) });
    return own;
  });
  return [...new Set(found)];
}

/** The names of columns for a refusal, those of fields last: there may be thousands. */
function namedOf(all: readonly Named[], groups: readonly string[]): string[] {
  const names = all.map(({ name }) => name);
  const isField = (name: string) => groups.some((group) => isOf(name, group));
  const fixedFirst = [...names.filter((name) => !isField(name)), ...names.filter(isField)];
  return fixedFirst.length > maxNamed ? [...fixedFirst.slice(0, maxNamed), 'and others'] : fixedFirst;
}

/** What of a value is chosen, with objects around it; undefined if nothing is. */
export function pickedOf(value: unknown, names: readonly string[], path = ''): unknown {
  if (path !== '' && isChosen(names, path)) return value;
  if (!isObject(value) || (path !== '' && !names.some((name) => isOf(name, path)))) return undefined;
  const fields = Object.entries(value).flatMap(([key, inner]) => {
    const part = path === '' ? key : `${path}.${toPart(key)}`;
    const picked = pickedOf(inner, names, part);
    return picked === undefined ? [] : [[key, picked] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
