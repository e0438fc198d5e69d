import type { Stats } from 'node:fs';
import { copyFile, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { refuse } from './refusals.ts';

/** Hidden files and installed packages are not for workers. */
const isLeftOut = (name: string) => name.startsWith('.') || name === 'node_modules';

/** Why something is neither a file nor a folder, as the end of a sentence; undefined if it is one. */
function oddKind(found: Stats): string | undefined {
  if (found.isFile() || found.isDirectory()) return undefined;
  if (found.isFIFO()) return 'it is a pipe, not a file';
  return found.isSocket() ? 'it is a socket, not a file' : 'it is a device, not a file';
}

/** Whether a path lies in a folder, or is it; both without links. */
const isWithin = (folder: string, path: string): boolean => path === folder || path.startsWith(folder + sep);

/**
 * Copies a folder's files, following links. First checks all of it: links that lead out of the folder, pipes, sockets and
 * devices are refused by name, since workers could read other files through them.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  const root = await realpath(from);
  const files: { name: string; place: string }[] = [];

  async function add(name: string, place: string, trail: readonly string[]) {
    const found = await stat(place);
    const odd = oddKind(found);
    if (odd) throw oddFile(name, odd);
    if (found.isFile()) return void files.push({ name, place });
    if (trail.includes(place)) throw oddFile(name, 'it is a link that leads in a circle');
    // The contents of a linked folder are named after the link.
    for (const inner of await readdir(place, { withFileTypes: true })) {
      if (isLeftOut(inner.name)) continue;
      const path = join(place, inner.name);
      await add(join(name, inner.name), inner.isSymbolicLink() ? await behind(path) : path, [...trail, place]);
    }
  }

  async function behind(link: string): Promise<string> {
    const name = relative(root, link);
    const place = await realpath(link).catch(() => undefined);
    if (place === undefined) throw oddFile(name, 'it is a link that leads nowhere');
    const isHidden = relative(root, place).split(sep).some(isLeftOut);
    if (!isWithin(root, place) || isHidden) throw oddFile(name, 'it is a link to a file that workers may not see');
    return place;
  }

  const oddFile = (name: string, reason: string) =>
    refuse('task/odd-file', { name: join(basename(from), name), reason });

  await add('', root, []);
  for (const { name, place } of files) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(place, join(to, name));
  }
}

/**
 * Refuses a file of a task that is a folder, a pipe, a socket or a device, and one in the task's folder that is a link out of it. A
 * config may name files elsewhere on purpose.
 */
export async function requireOwnFile(folder: string, file: string): Promise<void> {
  const oddFile = (reason: string) => refuse('task/odd-file', { name: relative(folder, file), reason });
  const found = await stat(file);
  const odd = found.isDirectory() ? 'it is a folder, not a file' : oddKind(found);
  if (odd) throw oddFile(odd);
  if (isWithin(folder, file) && !isWithin(await realpath(folder), await realpath(file)))
    throw oddFile("it is a link that leads out of the task's folder");
}
