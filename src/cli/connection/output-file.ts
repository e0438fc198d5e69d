import { open, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replaceFile } from '../../adapters/data-folder/durable-file.ts';
import { refuse } from '../terminal/refusals.ts';

/** A file that is written completely or not at all. */
export type OutputFile = {
  write(chunk: Uint8Array): Promise<void>;
  /** Renames it into place, replacing an older file. */
  keep(): Promise<void>;
  /** Deletes it; an older file stays unchanged. */
  discard(): Promise<void>;
};

/**
 * Opens a temporary file beside `file`, readable by others or (`mode` 0600) by its owner alone. A device or a pipe is written
 * directly.
 */
export async function openOutputFile(file: string, mode = 0o666): Promise<OutputFile> {
  try {
    // Through a symbolic link the file behind it is replaced, not the link.
    const place = await realpath(file).catch(() => resolve(file));
    const present = await stat(place).catch(() => undefined);
    if (present?.isDirectory()) throw new Error('it is a folder');
    const isSpecial = present !== undefined && !present.isFile();
    const suffix = `.${process.pid}.part`;
    return refusing(file, isSpecial ? await openSpecial(place) : await replaceFile(place, { mode, suffix }));
  } catch (error) {
    throw toRefusal(file, error);
  }
}

async function openSpecial(place: string): Promise<OutputFile> {
  const handle = await open(place, 'w');
  return {
    write: (chunk) => handle.writeFile(chunk),
    keep: () => handle.close(),
    discard: () => handle.close().catch(() => undefined),
  };
}

/** The same file, with `export/bad-file` for what goes wrong while it is written. */
function refusing(file: string, { write, keep, discard }: OutputFile): OutputFile {
  const attempt = <Result>(work: Promise<Result>) =>
    work.catch((error) => {
      throw toRefusal(file, error);
    });
  return { write: (chunk) => attempt(write(chunk)), keep: () => attempt(keep()), discard };
}

const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EROFS: 'you may not write there',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  ENOSPC: 'the disk is full',
};

function toRefusal(file: string, error: unknown) {
  const { code, message } = error as NodeJS.ErrnoException;
  return Object.assign(refuse('export/bad-file', { file, reason: reasons[code ?? ''] ?? message }), { cause: error });
}
