import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolderSync } from './durable-file.ts';

/** A new folder for evidence of losses, named after the time. */
export function newKeptFolder(keptFolder: string, now = new Date()): string {
  const folder = join(keptFolder, now.toISOString().replace(/[:.]/g, '-'));
  makeFolderSync(folder);
  return folder;
}

/** Moves a file or folder into another folder, if it exists. */
export function keep(path: string, folder: string): void {
  try {
    renameSync(path, join(folder, basename(path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Moves a SQLite file, with its WAL files, into a new folder below `keptFolder`; returns its new path. */
export function keepDatabase(file: string, keptFolder: string): string {
  const folder = newKeptFolder(keptFolder);
  for (const suffix of ['', '-wal', '-shm']) keep(`${file}${suffix}`, folder);
  return join(folder, basename(file));
}
