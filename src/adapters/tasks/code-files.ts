import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Task } from '../../runtime/ports/tasks.ts';

/** Which files of a task folder, by their path in it, are of the task's own code. */
export type CodeFiles = {
  /** Whether a change of this file may change what the code does. */
  has(name: string): boolean;
  /** Whether the file is of nothing else, so that no page is made of it. */
  hasAlone(name: string): boolean;
};

/** The files of a task's code: its own file with those that it imports by a relative path, or all in the language of its command; none without code. */
export async function codeFilesOf({
  folder,
  code,
  config,
}: Pick<Task, 'folder' | 'code' | 'config'>): Promise<CodeFiles> {
  if (code !== undefined) {
    const files = await importedFrom(code);
    const nameOf = (path: string) => relative(folder, path);
    const names = new Set([...files].map(nameOf));
    return { has: (name) => names.has(name), hasAlone: (name) => name === nameOf(code) };
  }
  if (config.code_command === undefined) return { has: () => false, hasAlone: () => false };
  const named = config.code_command.split(/[\s"']+/).find((word) => word !== '' && existsSync(join(folder, word)));
  const extension = named === undefined ? '' : extname(named);
  // Of a command that names no file of the folder nothing is known.
  const has = (name: string) => extension === '' || extname(name) === extension;
  return { has, hasAlone: (name) => extension !== '' && !pageExtensions.has(extension) && has(name) };
}

const pageExtensions = new Set(['.js', '.mjs', '.ts', '.jsx', '.tsx']);

const relativeImport = /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
const extensions = ['', '.ts', '.js', '.mjs', '.json'];

async function importedFrom(file: string, found = new Set<string>()): Promise<Set<string>> {
  found.add(file);
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const [, path = ''] of text.matchAll(relativeImport)) {
    const imported = await fileAt(resolve(dirname(file), path));
    if (imported !== undefined && !found.has(imported) && !imported.includes(`${sep}node_modules${sep}`))
      await importedFrom(imported, found);
  }
  return found;
}

/** The file that an import names, perhaps without its ending, or with the ending that it has once it is compiled. */
async function fileAt(path: string): Promise<string | undefined> {
  const candidates = [...extensions.map((extension) => `${path}${extension}`), path.replace(/\.js$/, '.ts')];
  for (const candidate of [...candidates, ...extensions.slice(1).map((extension) => join(path, `index${extension}`))])
    if ((await stat(candidate).catch(() => undefined))?.isFile()) return candidate;
  return undefined;
}
