import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { keepFileSync } from '../../data-folder/durable-file.ts';
import { filesIn } from './config.ts';
import { type StoredFile, storedFiles } from './stored-files.ts';

/** How much of a block's end is compared: a server compares the last record with its index. */
const tailBytes = 4096;

/** Records the state of the log's store after its server has ended by itself, with an index that matches its blocks. */
export async function noteCleanEnd(folder: string): Promise<void> {
  keepFileSync(filesIn(folder).ended, JSON.stringify(await marksOf(folder)));
}

/** Forgets the recorded state, since the store will change. */
export const forgetCleanEnd = (folder: string): void => rmSync(filesIn(folder).ended, { force: true });

/** Whether the log's store is as a server left it that ended by itself, so that its index can be trusted. */
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

/** The size and hash of each file, by its path in the store. */
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
