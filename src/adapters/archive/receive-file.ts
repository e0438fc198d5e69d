import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomLetters } from '../../runtime/ids.ts';
import { refuse } from './refusals.ts';

/** A received file: its path, its SHA-256, and a folder of its own for the import. */
export type ReceivedFile = { path: string; folder: string; sha256: string };

/** Receives a file into a new folder; `requireRoom` is called before each chunk. An incomplete file is deleted. */
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

/** A sender that disconnects is a refusal, not a bug. */
async function* unbroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw Object.assign(refuse('import/broken-off'), { cause: error });
  }
}
