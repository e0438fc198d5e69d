import { mediaFiles } from '../../api/new-task.ts';
import type { TaskHost } from '../../runtime/ports/tasks.ts';

const itemsAtOnce = 1000;

/** Whether browsers show a file of this name, by its ending. */
export const isMediaFile = (name: string): boolean => Object.values(mediaFiles).some((ending) => ending.test(name));

/** Whether this is a path below a folder that cannot lead out of it, and has no hidden parts. */
export const isPlainPath = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && !part.startsWith('.')) && !/[\\\p{Cc}]/u.test(path);

/** The file of a task that a value names, if it looks like one. */
function fileIn(value: unknown): string | undefined {
  const path = typeof value === 'string' ? value.trim().replace(/^\.\//, '') : '';
  const isAddress = /^\w+:/.test(path);
  return isMediaFile(path) && isPlainPath(path) && !isAddress ? path : undefined;
}

/** Whether an item names a file of the task. */
const namesFile = (item: Record<string, unknown>): boolean => Object.values(item).some((value) => fileIn(value));

async function* valuesOf(host: TaskHost): AsyncGenerator<[key: string, value: unknown]> {
  await host.start(0);
  for (;;) {
    const { items, done } = await host.next(itemsAtOnce);
    for (const { shared, units = [] } of items) for (const values of [shared, ...units]) yield* Object.entries(values);
    if (done) return;
  }
}

/** The files of a task that its items name, each with the columns that do; at most `most` of them. None if the first names none. */
export async function filesNamedBy(host: TaskHost, first: Record<string, unknown>, most: number) {
  const named = new Map<string, Set<string>>();
  if (!namesFile(first)) return named;
  for await (const [key, value] of valuesOf(host)) {
    const file = fileIn(value);
    if (file === undefined) continue;
    if (named.has(file)) named.get(file)?.add(key);
    else if (named.size < most) named.set(file, new Set([key]));
  }
  return named;
}
