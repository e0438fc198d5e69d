import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

// Packages that go into the output: read as one file they load several times faster than file by file. The others stay
// outside: they are native, read files of their own, or are loaded late.
const bundled = [
  'commander',
  'csv-parse',
  'csv-stringify',
  'd3-array',
  'drizzle-orm',
  'fastest-levenshtein',
  'internmap',
  'ipaddr.js',
  'lru-cache',
  'nats',
  'nkeys.js',
  'picocolors',
  'pretty-bytes',
  'semver',
  'tweetnacl',
  'xstate',
  'yaml',
  'zod',
];

const threads = 'src/adapters/threads';

/** The modules that run in a thread or process of their own; `src/adapters/run-module.ts` finds them by these names. */
export function runnableModules() {
  const inThreads = readdirSync(join(root, threads)).map((name) => `${threads}/${name}/thread`);
  const processes = ['src/adapters/tasks/data-reader-child', 'src/adapters/task-host/js-host'];
  return [...inThreads, ...processes].filter((name) => existsSync(join(root, `${name}.ts`)));
}

/** Compiles modules of this project, named by their path without extension, with all that they import, into a folder. */
export async function bundle(names, dir) {
  // Only now: a clone with nothing installed loads this file before it installs anything.
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    input: Object.fromEntries(names.map((name) => [name, join(root, `${name}.ts`)])),
    external: (id) => /^[^./\\]/.test(id) && !/^[a-z]:\\/i.test(id) && !bundled.includes(packageIn(id)),
    onLog(level, log, defaultHandler) {
      if (level === 'warn' || level === 'error') defaultHandler(level, log);
    },
  });
  try {
    await build.write({
      dir,
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: (chunk) => `${isOfBench(chunk) ? 'bench' : 'src'}/chunks/[name]-[hash].js`,
    });
  } finally {
    await build.close();
  }
}

/** Whether a chunk has code of benches, which no package needs; those of the product are in `src`. */
const isOfBench = ({ moduleIds }) => moduleIds.some((id) => id.startsWith(join(root, 'bench')));

/** The package that an import names: "drizzle-orm" of "drizzle-orm/sqlite-core". */
function packageIn(id) {
  const [scope, name] = id.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
