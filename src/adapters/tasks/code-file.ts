import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

const codeExtensions = ['.ts', '.js', '.mjs'];
const codeFiles = codeExtensions.map((extension) => `task${extension}`);

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The file of a task's functions: the one that its config names, or the one that is there; with what is wrong with it. */
export async function codeFileIn(
  folder: string,
  named: unknown,
): Promise<{ path: string; fault?: string } | undefined> {
  if (typeof named === 'string' && named.trim()) {
    const path = resolve(folder, named.trim());
    if (!codeExtensions.includes(extname(path).toLowerCase()))
      return { path, fault: `"code" must end in one of ${codeExtensions.join(', ')}` };
    return (await isFile(path)) ? { path } : { path, fault: `"code" names ${named}, and there is no such file` };
  }
  for (const name of codeFiles) {
    const path = resolve(folder, name);
    if (await isFile(path)) return { path };
  }
  return undefined;
}
