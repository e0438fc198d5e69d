// `npm run types`: the types of both projects; from the second time on, only of what changed.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programOf, root, runNode } from './steps.mjs';

/** Checks the types and gives the exit code of the first check that fails, or 0. */
export async function checkTypes() {
  return (await check('.', 'server')) || (await check('webapp', 'webapp'));
}

const check = (project, name) => {
  const kept = join(root, '.cache', `types-${name}.tsbuildinfo`);
  return runNode(programOf('typescript', 'tsc'), [
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    kept,
    '-p',
    project,
  ]);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await checkTypes();
