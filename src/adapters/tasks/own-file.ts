import { realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { isWithin, oddKind } from './copy-folder.ts';
import { refuse } from './refusals.ts';

/**
 * Refuses a file of a task that is none, such as a pipe, and one in the task's folder that is a link out of it. Where a config
 * names a place elsewhere, that is meant.
 */
export async function insistOnOwn(folder: string, file: string): Promise<void> {
  const no = (reason: string) => refuse('task/odd-file', { name: relative(folder, file), reason });
  const odd = oddKind(await stat(file));
  if (odd) throw no(odd);
  if (isWithin(folder, file) && !isWithin(await realpath(folder), await realpath(file)))
    throw no("it is a link that leads out of the task's folder");
}
