import { cp } from 'node:fs/promises';
import { basename } from 'node:path';

/** Copies a folder's files, not the links to them; hidden files and installed packages are none of a worker's business. */
export const copyFolder = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => path === from || !(basename(path).startsWith('.') || basename(path) === 'node_modules'),
  });
