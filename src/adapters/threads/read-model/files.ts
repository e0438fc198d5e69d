import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { keepFileSync, makeFolderSync } from '../../data-folder/durable-file.ts';

// The read model is one file, `<n>.db`, named in `current`; a newer one is written beside it before it takes over.

const numberOf = (name: string) => Number(/^(\d+)\.db/.exec(name)?.[1] ?? Number.NaN);

/** The current file, if there is one. */
export function currentFile(folder: string): string | undefined {
  try {
    const name = readFileSync(join(folder, 'current'), 'utf8').trim();
    if (/^\d+\.db$/.test(name)) return join(folder, name);
  } catch {
    // Without `current`, the oldest file is the current one.
  }
  return oldestFile(folder);
}

/** The oldest file: a newer one is an interrupted rebuild, since a complete one removes the file that it replaces. */
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

/** The name of a new file, with a higher number than all others and than the one it replaces, which may be gone. */
export function newFile(folder: string, replaced?: string): string {
  makeFolderSync(folder);
  const numbers = [...readdirSync(folder), basename(replaced ?? '')]
    .map(numberOf)
    .filter((number) => !Number.isNaN(number));
  return join(folder, `${Math.max(0, ...numbers) + 1}.db`);
}

/** Makes a file current, atomically. */
export function makeCurrent(folder: string, file: string): void {
  keepFileSync(join(folder, 'current'), `${file.slice(folder.length + 1)}\n`);
}

/** Removes the files older than the current one, or all others; files in use may stay until the next start. */
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

/** Returns a function that says whether a file of rows and those beside it are still the ones that are there now. */
export function watchPlace(file: string): () => boolean {
  // An open connection goes on with deleted files, while others find none or new ones.
  const numbers = () => ['', '-wal', '-shm'].map((beside) => statSync(file + beside, quietly)?.ino).join(' ');
  const before = numbers();
  return () => numbers() === before;
}

const quietly = { throwIfNoEntry: false, bigint: true } as const;

/** Removes a file of rows that never became current, with SQLite's files beside it. */
export function removeFile(file: string): void {
  for (const beside of ['', '-wal', '-shm', '-journal']) rmSync(file + beside, { force: true });
}
