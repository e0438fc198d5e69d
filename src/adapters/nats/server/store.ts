import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Repairs a store that no server has open: a server silently ignores a stream whose description it cannot read. Removes such a
 * stream if it is empty; any other gets a new description, with its contents, when the stream is created again.
 */
export async function mendStore(store: string, notify: (sentence: string) => void): Promise<void> {
  for (const account of await namesIn(join(store, 'jetstream'))) {
    const streams = join(store, 'jetstream', account, 'streams');
    for (const name of await namesIn(streams)) {
      const folder = join(streams, name);
      if (await isDescribed(folder)) continue;
      if ((await bytesIn(join(folder, 'msgs'))) === 0) await rm(folder, { recursive: true, force: true });
      notify(`The description of the stream ${name} was damaged, probably by a power cut; it is being written again.`);
    }
  }
}

async function isDescribed(folder: string): Promise<boolean> {
  const textOf = (file: string) => readFile(join(folder, file), 'utf8').catch(unlessMissing(''));
  const [meta, sum] = [await textOf('meta.inf'), await textOf('meta.sum')];
  try {
    JSON.parse(meta);
    return /^[0-9a-f]{16}$/.test(sum);
  } catch {
    return false;
  }
}

async function bytesIn(folder: string): Promise<number> {
  const blocks = (await namesIn(folder)).filter((name) => name.endsWith('.blk'));
  const sizes = await Promise.all(blocks.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((total, size) => total + size, 0);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(unlessMissing<string[]>([]));

/** The value for a missing file or folder; other errors are thrown. */
const unlessMissing =
  <Value>(value: Value) =>
  (error: NodeJS.ErrnoException): Value => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
