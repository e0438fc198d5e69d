import { fileAt, isMediaFile } from '../../api/media.ts';
import type { DataReader } from '../../runtime/ports/tasks.ts';
import { refuse } from './refusals.ts';

const itemsAtOnce = 1000;
/** File systems allow 255 bytes for a name, and a file that is being received has a longer one. */
const maxNameBytes = 240;

/** Whether this is a path below a folder that cannot lead out of it, and has no hidden parts. */
export const isPlainPath = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && !part.startsWith('.') && Buffer.byteLength(part) <= maxNameBytes) &&
  !/[\\\p{Cc}]/u.test(path);

/** The file of a task that a value names, if it looks like one. */
function fileIn(value: unknown): string | undefined {
  const path = typeof value === 'string' ? fileAt(value) : undefined;
  return path !== undefined && isMediaFile(path) && isPlainPath(path) ? path : undefined;
}

/**
 * The path by which items name a file that is added under `name`: the same, else the one path of which the name is the end,
 * else the longest that is the end of the name, as in a folder that was added whole. Throws `draft/unclear-file` for several,
 * and `draft/not-named` for none.
 */
export function pathNamed(named: ReadonlyMap<string, unknown>, name: string): string {
  if (named.has(name)) return name;
  const [path, other] = [...named.keys()].filter((one) => one.endsWith(`/${name}`));
  if (path !== undefined && other !== undefined) throw refuse('draft/unclear-file', { name, paths: [path, other] });
  if (path !== undefined) return path;
  const ends = [...named.keys()].filter((one) => name.endsWith(`/${one}`));
  const [longest] = ends.toSorted((a, b) => b.length - a.length);
  // Workers can read every file of a task.
  if (longest === undefined) throw refuse('draft/not-named', { name });
  return longest;
}

/** Whether an item names a file of the task. */
const namesFile = (item: Record<string, unknown>): boolean => Object.values(item).some((value) => fileIn(value));

async function* valuesOf(reader: DataReader): AsyncGenerator<[key: string, value: unknown]> {
  await reader.start(0);
  for (;;) {
    const { items, done } = await reader.next(itemsAtOnce);
    for (const { shared, units = [] } of items) for (const values of [shared, ...units]) yield* Object.entries(values);
    if (done) return;
  }
}

/** The files of a task that its items name, each with the columns that do; at most `most` of them. None if the first names none. */
export async function filesNamedBy(reader: DataReader, first: Record<string, unknown>, most: number) {
  const named = new Map<string, Set<string>>();
  if (!namesFile(first)) return named;
  for await (const [key, value] of valuesOf(reader)) {
    const file = fileIn(value);
    if (file === undefined) continue;
    if (named.has(file)) named.get(file)?.add(key);
    else if (named.size < most) named.set(file, new Set([key]));
  }
  return named;
}
