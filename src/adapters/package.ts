import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, run from the sources or from the build. */
export const packageFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../', import.meta.url),
);

/** The version in package.json. */
export const packageVersion: string = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
