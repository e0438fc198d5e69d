// For vitest, which runs the sources: compiles the modules that run in threads and processes of their own, since Node 20 runs
// no TypeScript there. `src/adapters/run-module.ts` finds them by the variable that is set here.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, runnableModules } from './bundle.mjs';
import { root } from './steps.mjs';

const parent = join(root, '.cache/compiled');

export async function setup(project) {
  removeLeftovers();
  const folder = join(parent, String(process.pid));
  await bundle(runnableModules(), folder);
  process.env.MANYHANDS_COMPILED = folder;
  project.onTestsRerun(() => bundle(runnableModules(), folder));
  return () => rmSync(folder, { recursive: true, force: true });
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
