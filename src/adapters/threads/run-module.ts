import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A module for a thread or a process of its own: its file, and what Node needs to be told to run it. */
export type RunnableModule = { file: string; execArgv: string[] };

/** A module of this project beside `from` (an `import.meta.url`), by its name without extension: built, or from its source. */
export function runnableModule(name: string, from: string): RunnableModule {
  const built = fileURLToPath(new URL(`${name}.js`, from));
  if (existsSync(built)) return { file: built, execArgv: [] };
  // Sources need a compiler over there as well; Node 20 has none.
  const jiti = join(dirname(createRequire(import.meta.url).resolve('jiti/package.json')), 'lib/jiti-register.mjs');
  return { file: fileURLToPath(new URL(`${name}.ts`, from)), execArgv: ['--import', pathToFileURL(jiti).href] };
}
