import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepFileSync, makeFolderSync } from '../../data-folder/durable-file.ts';

// The read model is one file, `<n>.db`, and `current` says which; a newer one is written beside it before it takes over.

const numberOf = (name: string) => Number(/^(\d+)\.db/.exec(name)?.[1] ?? Number.NaN);

/** The file that is current, if there is one. */
export function currentFile(folder: string): string | undefined {
  try {
    const name = readFileSync(join(folder, 'current'), 'utf8').trim();
    if (/^\d+\.db$/.test(name)) return join(folder, name);
  } catch {
    // Told by the files themselves.
  }
  return oldestFile(folder);
}

/** The oldest file there is: a newer one is a rebuild that was cut short, since what it replaces is removed once it is current. */
function oldestFile(folder: string): string | undefined {
  try {
    const [oldest] = readdirSync(folder)
      .filter((name) => /^\d+\.db$/.test(name))
      .sort((one, other) => numberOf(one) - numberOf(other));
    return oldest && join(folder, oldest);
  } catch {
    return undefined;
  }
}

/** The name of a file that does not exist yet, newer than all there are. */
export function newFile(folder: string): string {
  makeFolderSync(folder);
  const numbers = readdirSync(folder)
    .map(numberOf)
    .filter((number) => !Number.isNaN(number));
  return join(folder, `${Math.max(0, ...numbers) + 1}.db`);
}

/** Makes a file current, whole or not at all. */
export function makeCurrent(folder: string, file: string): void {
  keepFileSync(join(folder, 'current'), `${file.slice(folder.length + 1)}\n`);
}

/** Removes the files that a current one has replaced, or all others; one that is still in use where that forbids it is left. */
export function removeOthers(folder: string, current: string, which: 'older' | 'all'): void {
  const kept = numberOf(current.slice(folder.length + 1));
  for (const name of readdirSync(folder)) {
    const number = numberOf(name);
    if (number < kept || (which === 'all' && number > kept)) {
      try {
        rmSync(join(folder, name), { force: true });
      } catch {
        // It is removed at the next start.
      }
    }
  }
}

/** Removes a file of rows that never became current, with what SQLite keeps beside it. */
export function removeFile(file: string): void {
  for (const beside of ['', '-wal', '-shm', '-journal']) rmSync(file + beside, { force: true });
}
