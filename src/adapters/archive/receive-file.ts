import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomLetters } from '../../runtime/ids.ts';
import { refuse } from './refusals.ts';

/** A received file: where it lies, its SHA-256, and a folder of its own for what is made of it. */
export type ReceivedFile = { path: string; folder: string; sha256: string };

/** Writes what arrives into a folder of its own; `requireRoom` is called before each piece. Nothing is left of one that breaks off. */
export async function receiveFile(
  bytes: AsyncIterable<Uint8Array>,
  below: string,
  requireRoom: () => void,
): Promise<ReceivedFile> {
  const folder = join(below, randomLetters(10));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'archive.tar.gz');
  const hash = createHash('sha256');
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      for await (const chunk of unbroken(bytes)) {
        requireRoom();
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
    return { path, folder, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A sender who leaves is no fault of ours. */
async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw Object.assign(refuse('import/broken-off'), { cause: error });
  }
}
