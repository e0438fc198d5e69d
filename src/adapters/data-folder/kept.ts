import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolderSync } from './durable-file.ts';

/** A new folder for what is not used any more and must not be lost, named after the time. */
export function newKeptFolder(keptFolder: string, now = new Date()): string {
  const folder = join(keptFolder, now.toISOString().replace(/[:.]/g, '-'));
  makeFolderSync(folder);
  return folder;
}

/** Moves a file or folder into another folder, if it is there. */
export function keep(path: string, folder: string): void {
  try {
    renameSync(path, join(folder, basename(path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Moves a SQLite file, with the files that belong to it, into a new folder below `keptFolder`; returns its new path. */
export function keepDatabase(file: string, keptFolder: string): string {
  const folder = newKeptFolder(keptFolder);
  for (const suffix of ['', '-wal', '-shm']) keep(`${file}${suffix}`, folder);
  return join(folder, basename(file));
}
