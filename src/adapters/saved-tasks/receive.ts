import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { refuse } from './refusals.ts';

/** How much may be received, in bytes, and the same in words. */
export type Limit = { bytes: number; words: string };

/** Receives a file whole or not at all, in place of an older one, and resolves to its size in bytes. */
export async function receive(bytes: AsyncIterable<Uint8Array>, path: string, limit: Limit, file: string) {
  const fresh = `${path}.new`;
  let size = 0;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(fresh, 'w', 0o600);
    try {
      for await (const chunk of unbroken(bytes)) {
        size += chunk.length;
        if (size > limit.bytes) throw refuse('draft/too-large', { file, most: limit.words });
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
    await rename(fresh, path);
    return size;
  } catch (error) {
    // There may be a file where its folder should be.
    await rm(fresh, { force: true }).catch(() => undefined);
    if (isMisplaced(error)) throw refuse('draft/misplaced', { path: file });
    throw notWritable(error, path) ?? error;
  }
}

/** Whether a name is too long, or the same for a file and for a folder. */
const isMisplaced = (error: unknown) =>
  ['ENAMETOOLONG', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A sender that disconnects is a refusal, not a bug. */
async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw Object.assign(refuse('draft/broken-off'), { cause: error });
  }
}
