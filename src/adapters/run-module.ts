import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageFolder } from './package.ts';

/** A module for a thread or a process of its own: its file, and the arguments of Node that it needs. */
export type RunnableModule = { file: string; execArgv: string[] };

/** A module of this project beside `from` (an `import.meta.url`), by its name without extension: built, or from its source. */
export function runnableModule(name: string, from: string): RunnableModule {
  const built = fileURLToPath(new URL(`${name}.js`, from));
  return existsSync(built) ? { file: built, execArgv: [] } : fromSource(fileURLToPath(new URL(`${name}.ts`, from)));
}

/** Node 20 runs no TypeScript: the specs compile these modules once (`scripts/compile-modules.mjs`), others as they load. */
function fromSource(source: string): RunnableModule {
  const folder = process.env.MANYHANDS_COMPILED;
  const compiled = folder && join(folder, relative(packageFolder, source).replace(/\.ts$/, '.js'));
  if (compiled && existsSync(compiled)) return { file: compiled, execArgv: [] };
  return { file: source, execArgv: compilerArguments() };
}

/** The arguments with which Node compiles TypeScript while it loads it. */
export function compilerArguments(): string[] {
  const jiti = dirname(createRequire(import.meta.url).resolve('jiti/package.json'));
  return ['--import', pathToFileURL(join(jiti, 'lib/jiti-register.mjs')).href];
}
