import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from './package.ts';

/** A module for a thread or a process of its own: its file, and the arguments of Node that it needs. */
export type RunnableModule = { file: string; execArgv: string[] };

/** A module of this project that `scripts/bundle.mjs` lists, by its path without extension: built, or from its source. */
export function runnableModule(name: string): RunnableModule {
  const isSource = import.meta.url.endsWith('.ts');
  // Node 20 runs no TypeScript: specs have these modules compiled once for all of them, by `scripts/compile-modules.mjs`.
  const folder = isSource ? process.env.MANYHANDS_COMPILED : join(packageFolder, 'dist');
  const compiled = folder && join(folder, `${name}.js`);
  if (compiled && existsSync(compiled)) return { file: compiled, execArgv: [] };
  return { file: join(packageFolder, `${name}.ts`), execArgv: compilerArguments() };
}

/** The arguments with which Node compiles TypeScript while it loads it. */
export function compilerArguments(): string[] {
  const jiti = dirname(createRequire(import.meta.url).resolve('jiti/package.json'));
  return ['--import', pathToFileURL(join(jiti, 'lib/jiti-register.mjs')).href];
}
