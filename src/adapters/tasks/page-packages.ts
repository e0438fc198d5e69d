import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
  if ('manyhands' in named.peerDependencies && existsSync(hook)) await copyHook(hook, folder);
}

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

/** A copy, not a link to this package: the hook has to find the React of the page. */
async function copyHook(hook: string, folder: string): Promise<void> {
  const place = join(folder, 'node_modules/manyhands');
  await mkdir(join(place, 'hooks'), { recursive: true });
  const exports = {
    './hooks': { types: './hooks/index.d.ts', default: './hooks/index.js' },
    './hooks/*': { types: './hooks/*.d.ts', default: './hooks/*.js' },
    './chat': { types: './hooks/chat/index.d.ts', default: './hooks/chat/index.js' },
    './chat/chat.css': './hooks/chat/chat.css',
  };
  const about = { name: 'manyhands', version: packageVersion, type: 'module', exports };
  await replace(join(place, 'package.json'), JSON.stringify(about, null, 2));
  for (const file of await readdir(hook, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const from = join(file.parentPath, file.name);
    const to = join(place, 'hooks', relative(hook, from));
    await mkdir(dirname(to), { recursive: true });
    await replace(to, await readFile(from, 'utf8'));
  }
}

// Another launch may be reading a file that is there already.
async function replace(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text);
}
