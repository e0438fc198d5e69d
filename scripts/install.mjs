import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { giveUp, notify, root, run, runNode } from './steps.mjs';

/** Installs what package-lock.json names and node_modules lacks, and makes SQLite fit this Node; nothing when all is there. */
export async function installWhatIsMissing() {
  const reason = whatIsMissing(root);
  if (reason) {
    notify(
      `Installing the packages (${reason}). This takes a minute or two, and several minutes where SQLite has to be compiled.`,
    );
    const whileWaiting = (seconds) => notify(`\nStill installing (${minutesOf(seconds)}).`);
    const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], { whileWaiting });
    if (code !== 0)
      giveUp('The packages could not be installed; npm says why above. Correct that and try again.', code);
  }
  if (!sqliteLoads()) {
    notify('SQLite was built for another Node; it is being built again.');
    const code = await npm(['rebuild', 'better-sqlite3']);
    if (code !== 0 || !sqliteLoads()) {
      giveUp(
        'SQLite cannot be built here. It needs Python 3, make and a C++ compiler when no ready-made one fits; npm says more above.',
      );
    }
  }
}

const minutesOf = (seconds) => (seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`);

/** Why the packages in a folder are not those of its package-lock.json, in a few words; undefined when they are. */
export function whatIsMissing(folder) {
  const locked = packagesIn(join(folder, 'package-lock.json'));
  // npm's own list of what it has put into node_modules.
  const present = packagesIn(join(folder, 'node_modules', '.package-lock.json'));
  if (!locked) return undefined;
  if (!present) return 'none are there yet';
  for (const [place, { version, optional }] of Object.entries(locked)) {
    if (place === '' || (optional && !present[place])) continue;
    if (present[place]?.version !== version) return `${place.replace(/^.*node_modules\//, '')} ${version} is missing`;
  }
  return undefined;
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

// In a process of its own: a native module that does not fit could end this one.
function sqliteLoads() {
  try {
    const open = "new (require('better-sqlite3'))(':memory:').close()";
    execFileSync(process.execPath, ['-e', open], { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Called by npm, the same npm is used again; otherwise the one on the PATH, which is a script on Windows.
function npm(args, options) {
  const own = process.env.npm_execpath;
  if (own && basename(own) === 'npm-cli.js') return runNode(own, args, options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
