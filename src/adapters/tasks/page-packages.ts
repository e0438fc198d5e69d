import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { packageFolder, packageVersion } from '../package.ts';

const Packages = z.record(z.string(), z.string()).default({});
const PackageFile = z.object({ dependencies: Packages, devDependencies: Packages, peerDependencies: Packages });

const install = 'npm install --no-audit --no-fund';

/** The hook as JavaScript with its types, made by the build. */
const hookFolder = join(packageFolder, 'dist/hooks');

/**
 * Puts in place what the package.json of a task folder names for the build of its page: packages that are nowhere to be found are
 * installed, and a `manyhands` among its peers is the hook of this very version.
 */
export async function providePackages(
  folder: string,
  run: (command: string) => Promise<void>,
  hook = hookFolder,
): Promise<void> {
  const named = await packagesIn(folder);
  if (!named) return;
  const needed = Object.keys({ ...named.dependencies, ...named.devDependencies });
  if (!needed.every((name) => isFound(folder, name))) await run(install);
  if (!isHookNamed(named) || !existsSync(hook)) return;
  for (const [file, text] of await copyOf(hook)) await replace(join(folder, hookPlace, file), text);
}

/**
 * When the hook was put into a task folder last, in ms since 1970: a page that is older was built with another one. It is 0 where no hook
 * is named or was put, and `Infinity` where the one of this version is another.
 */
export async function hookPutAt(folder: string, hook = hookFolder): Promise<number> {
  const named = await packagesIn(folder);
  const place = join(folder, hookPlace);
  // A page that was built elsewhere came without it.
  if (!named || !isHookNamed(named) || !existsSync(hook) || !existsSync(join(place, 'package.json'))) return 0;
  const copies = (await copyOf(hook)).map(async ([file, text]) => {
    const path = join(place, file);
    const isSame = (await readFile(path, 'utf8').catch(() => undefined)) === text;
    return isSame ? (await stat(path)).mtimeMs : Number.POSITIVE_INFINITY;
  });
  return Math.max(...(await Promise.all(copies)));
}

const isHookNamed = ({ peerDependencies }: z.infer<typeof PackageFile>) => 'manyhands' in peerDependencies;

async function packagesIn(folder: string) {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return PackageFile.parse(JSON.parse(text));
  } catch {
    // Whatever builds the page says what is wrong with it.
    return undefined;
  }
}

/** Whether Node finds a package from this folder on. */
function isFound(folder: string, name: string): boolean {
  if (existsSync(join(folder, 'node_modules', name))) return true;
  return folder !== dirname(folder) && isFound(dirname(folder), name);
}

const hookPlace = 'node_modules/manyhands';

/** The files of a copy of the hook, with their texts: no link to this package, since the hook has to find the React of the page. */
async function copyOf(hook: string): Promise<[file: string, text: string][]> {
  const exports = {
    './hooks': { types: './hooks/index.d.ts', default: './hooks/index.js' },
    './hooks/*': { types: './hooks/*.d.ts', default: './hooks/*.js' },
    './chat': { types: './hooks/chat/index.d.ts', default: './hooks/chat/index.js' },
    './chat/chat.css': './hooks/chat/chat.css',
  };
  const about = { name: 'manyhands', version: packageVersion, type: 'module', exports };
  const files = (await readdir(hook, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const copies = files.map(async (file): Promise<[string, string]> => {
    const from = join(file.parentPath, file.name);
    return [join('hooks', relative(hook, from)), await readFile(from, 'utf8')];
  });
  return [['package.json', JSON.stringify(about, null, 2)], ...(await Promise.all(copies))];
}

// Another launch may be reading a file that is there already.
async function replace(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
