import { mediaFiles } from '../../api/new-task.ts';
import type { Items } from '../tasks/items.ts';

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

async function* valuesOf(items: Items): AsyncGenerator<[key: string, value: unknown]> {
  const pull = items.pull(0);
  try {
    for (;;) {
      const batch = await pull.next(itemsAtOnce);
      if (batch.length === 0) return;
      for (const { shared, units = [] } of batch)
        for (const values of [shared, ...units]) yield* Object.entries(values);
    }
  } finally {
    pull.close();
  }
}

/** The files of a task that its items name, each with the columns that do; at most `most` of them. */
export async function filesNamedBy(items: Items, most: number): Promise<Map<string, Set<string>>> {
  const named = new Map<string, Set<string>>();
  for await (const [key, value] of valuesOf(items)) {
    const file = fileIn(value);
    if (file === undefined) continue;
    if (named.has(file)) named.get(file)?.add(key);
    else if (named.size < most) named.set(file, new Set([key]));
  }
  return named;
}
