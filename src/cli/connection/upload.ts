import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ReadableStream } from 'node:stream/web';
import type { FileUpload } from '../../api/client.ts';
import { refuse } from '../terminal/refusals.ts';

/** The size of a file in bytes; refuses with `data/bad-file` where there is none. */
export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile())
    throw refuse('data/bad-file', { file, reason: found ? 'it is not a file' : 'there is no such file' });
  return found.size;
}

/** A file to send; `onProgress` hears how many bytes were taken from it. */
export function openUpload(file: string, size: number, onProgress: (done: number) => void): FileUpload {
  async function* chunks() {
    let done = 0;
    for await (const chunk of createReadStream(file)) {
      yield chunk as Buffer;
      done += (chunk as Buffer).length;
      onProgress(done);
    }
  }
  return { bytes: ReadableStream.from(chunks()), size };
}
