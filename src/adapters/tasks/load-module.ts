import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { packageFolder } from '../package.ts';

const source = join(packageFolder, 'src/client/task.ts');
const typescript = createJiti(import.meta.url, {
  fsCache: false,
  // Else a module without a default export has itself as one.
  interopDefault: false,
  // The folder of a task may have nothing installed.
  alias: { 'manyhands/task': existsSync(source) ? source : join(packageFolder, 'dist/task/task.js') },
});

const importsTask = /Cannot find (package|module) 'manyhands/;

/** Loads a module of a task: `.ts`, `.js` or `.mjs`. An error has the line in its stack. */
export async function loadModule(path: string): Promise<Record<string, unknown>> {
  if (path.endsWith('.ts')) return typescript.import(path);
  const { href } = pathToFileURL(path);
  try {
    return await import(/* @vite-ignore */ href);
  } catch (error) {
    if (importsTask.test((error as Error).message)) return typescript.import(path);
    // For a syntax error Node gives no line, and jiti does.
    if (error instanceof SyntaxError && !error.stack?.includes(href)) await typescript.import(path);
    throw error;
  }
}

/** The task that a module defines as its default export, perhaps by a function of the config; empty if there is none. */
export async function definitionIn(
  { default: task }: Record<string, unknown>,
  config: unknown,
): Promise<Record<string, unknown>> {
  const defined = typeof task === 'function' ? await task({ config }) : task;
  return typeof defined === 'object' && defined !== null ? defined : {};
}
