import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { keepFileSync } from '../../data-folder/durable-file.ts';
import { filesIn } from './config.ts';
import { type StoredFile, storedFiles } from './stored-files.ts';

/** How much of a block's end is looked at: its last record is what a server compares with its index, in bytes. */
const tailBytes = 4096;

/** Notes what the store of the log is like after its server has ended by itself, with an index that belongs to its blocks. */
export async function noteCleanEnd(folder: string): Promise<void> {
  keepFileSync(filesIn(folder).ended, JSON.stringify(await marksOf(folder)));
}

/** From now on the store changes. */
export const forgetCleanEnd = (folder: string): void => rmSync(filesIn(folder).ended, { force: true });

/** Whether the store of the log is as a server left it that ended by itself, so that the next one believes its index. */
export async function hasEndedCleanly(folder: string): Promise<boolean> {
  try {
    const noted: unknown = JSON.parse(await readFile(filesIn(folder).ended, 'utf8'));
    const marks = await marksOf(folder);
    const isIndexed = (path: string) => path.replace(/[^/]+$/, 'index.db') in marks;
    const blocks = Object.keys(marks).filter((path) => path.endsWith('.blk'));
    return blocks.every(isIndexed) && JSON.stringify(noted) === JSON.stringify(marks);
  } catch {
    return false;
  }
}

/** What each file is known by, by its path in the store. */
async function marksOf(folder: string): Promise<Record<string, string>> {
  const marks: Record<string, string> = {};
  for (const file of await storedFiles(filesIn(folder).store)) marks[file.path] = `${file.bytes} ${await hashOf(file)}`;
  return marks;
}

async function hashOf({ place, path, bytes }: StoredFile): Promise<string> {
  const read = path.endsWith('.blk') ? tailOf(place, bytes) : readFile(place);
  return createHash('sha256')
    .update(await read)
    .digest('hex');
}

async function tailOf(place: string, bytes: number): Promise<Buffer> {
  const handle = await open(place, 'r');
  try {
    const length = Math.min(tailBytes, bytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, bytes - length);
    return buffer;
  } finally {
    await handle.close();
  }
}
