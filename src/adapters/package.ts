import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, wherever below it this code runs: from the sources, from the build, or compiled for specs. */
export const packageFolder = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** The version in package.json. */
export const packageVersion: string = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;

/** The task folder of the first example. */
export const exampleFolder = join(packageFolder, 'examples', '01-first-task');

function folderWith(name: string, folder: string): string {
  return existsSync(join(folder, name)) ? folder : folderWith(name, dirname(folder));
}
