// For vitest, which runs the sources: compiles the modules that run in threads and processes of their own, since Node 20 runs
// no TypeScript there. `src/adapters/run-module.ts` finds them by the variable that is set here.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './steps.mjs';

const parent = join(root, '.cache/compiled');
const threads = 'src/adapters/threads';

export async function setup() {
  removeLeftovers();
  const folder = join(parent, String(process.pid));
  await compileInto(folder);
  process.env.MANYHANDS_COMPILED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function modules() {
  const files = readdirSync(join(root, threads)).map((name) => `${threads}/${name}/thread`);
  return [...files, 'src/adapters/tasks/task-host-child'].filter((file) => existsSync(join(root, `${file}.ts`)));
}

async function compileInto(dir) {
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    input: Object.fromEntries(modules().map((file) => [file, join(root, `${file}.ts`)])),
    // Native, or a compiler that finds its parts by itself; everything else loads faster in one file.
    external: ['better-sqlite3', 'jiti', 'hyparquet-writer'],
  });
  try {
    await bundle.write({ dir, format: 'esm', sourcemap: 'inline', entryFileNames: '[name].js' });
  } finally {
    await bundle.close();
  }
}

/** Removes what runs left behind that were killed. */
function removeLeftovers() {
  if (!existsSync(parent)) return;
  for (const pid of readdirSync(parent))
    if (!isAlive(Number(pid))) rmSync(join(parent, pid), { recursive: true, force: true });
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
