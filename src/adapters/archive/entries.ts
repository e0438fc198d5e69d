import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import type { Refusal } from '../../actors/refusal.ts';
import { refuse } from './refusals.ts';

/** An entry of an archive, in order; bytes that are not read are skipped. */
export type Entry = { name: string; isFile: boolean; size: number; bytes: AsyncIterable<Uint8Array> };

/** The entries of a .tar.gz, in order, without unpacking. Throws `archive/not-an-archive` and `archive/damaged`. */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const extract = tar.extract();
  let seen = 0;
  const flowing = pipeline(createReadStream(file), createGunzip(), extract);
  flowing.catch(() => undefined);

  async function* bytesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      throw faultOf(error, seen);
    }
  }
  try {
    for await (const source of extract) {
      const { name, type, size } = source.header;
      seen++;
      yield {
        name,
        isFile: type === 'file' || type === 'contiguous-file',
        size,
        bytes: bytesOf(source as AsyncIterable<Uint8Array>),
      };
      source.resume();
    }
    await flowing;
  } catch (error) {
    throw faultOf(error, seen);
  } finally {
    extract.destroy();
  }
}

function faultOf(error: unknown, seen: number): Refusal {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(message))
    return refuse('archive/damaged', { reason: 'it ends too early' });
  const isAnother = seen === 0 && /incorrect header check|tar header/i.test(message);
  if (isAnother) return refuse('archive/not-an-archive', { reason: 'it is not a .tar.gz file' });
  return refuse('archive/damaged', { reason: 'its bytes were changed' });
}
