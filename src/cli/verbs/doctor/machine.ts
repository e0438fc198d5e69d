import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import semver from 'semver';
import { type Finding, good, reasonOf, wrong } from './finding.ts';

const oldestNode = '20.19.0';
const oldestSqlite = '3.51.3';

/** Whether this Node is new enough. */
export function checkNode(version: string): Finding {
  return semver.gte(version, oldestNode)
    ? good('node', `${version} (${oldestNode} or newer is required)`)
    : wrong('node', `${version} is too old`, `Install Node ${oldestNode} or newer from https://nodejs.org.`);
}

/** Whether every package of package.json is installed, in the version it names. */
export async function checkPackages(folder: string): Promise<Finding> {
  const file = join(folder, 'package.json');
  const { dependencies } = JSON.parse(await readFile(file, 'utf8')) as { dependencies: Record<string, string> };
  const folders = createRequire(file).resolve.paths('manyhands') ?? [];
  const faults: string[] = [];
  for (const [name, wanted] of Object.entries(dependencies)) {
    const found = await versionIn(folders, name);
    if (found !== wanted) faults.push(found ? `${name} is ${found} instead of ${wanted}` : `${name} is missing`);
  }
  return faults.length === 0
    ? good('packages', `all ${Object.keys(dependencies).length} installed`)
    : wrong('packages', faults.join(', '), mendIn(folder));
}

// Below node_modules it is a package among those of somebody else's folder.
const mendIn = (folder: string) =>
  folder.includes(`${sep}node_modules${sep}`)
    ? `Install it again: "npm install" in ${folder.slice(0, folder.lastIndexOf(`${sep}node_modules${sep}`))}.`
    : `Run "npm ci" in ${folder}.`;

async function versionIn(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const text = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
    if (text) return (JSON.parse(text) as { version: string }).version;
  }
  return undefined;
}

/** Whether SQLite loads on this machine, in a version that does not damage what it writes. */
export async function checkSqlite(): Promise<Finding> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const version = database.prepare<[], string>('select sqlite_version()').pluck().get() ?? '';
    database.close();
    return semver.gte(version, oldestSqlite)
      ? good('sqlite', version)
      : wrong('sqlite', `${version} can damage what it writes; ${oldestSqlite} or newer is required`, 'Run "npm ci".');
  } catch (error) {
    return wrong('sqlite', `it does not load: ${reasonOf(error)}`, 'Run "npm rebuild better-sqlite3".');
  }
}
