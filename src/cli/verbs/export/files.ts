import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { makeFolderSync } from '../../../adapters/data-folder/durable-file.ts';
import { exportFiles } from '../../../api/exports.ts';
import { getFile } from '../../../api/files.ts';
import type { Client } from '../../connection/client.ts';
import { openOutputFile } from '../../connection/output-file.ts';
import type { Progress } from '../../terminal/progress.ts';
import { refuse } from '../../terminal/refusals.ts';

type Listed = z.output<typeof exportFiles.reply>;
type Destination = { folder: string; progress?: Progress };

/** A file's name in the folder: its hash and, if it is short and alphanumeric, its extension. */
export const nameOf = ({ hash, name }: Pick<Listed, 'hash' | 'name'>): string =>
  `${hash}${/\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? ''}`;

/** Saves the files of an export into a folder, each once; files that are there already stay. */
export async function saveFiles(
  client: Client,
  query: z.input<NonNullable<typeof exportFiles.query>>,
  { folder, progress }: Destination,
): Promise<{ files: number; folder: string }> {
  const files = new Map<string, Listed>();
  for await (const file of client.stream(exportFiles, { query })) if (!files.has(file.hash)) files.set(file.hash, file);
  if (files.size > 0) makeFolderSync(folder, 0o777);
  let done = 0;
  for (const file of files.values()) {
    progress?.at({ step: 'Saving files', done: done++, total: files.size });
    const place = join(folder, nameOf(file));
    const present = await stat(place).catch(() => undefined);
    if (present?.size !== file.size) await save(client, file, place);
  }
  return { files: files.size, folder };
}

async function save(client: Client, { hash }: Listed, place: string): Promise<void> {
  const output = await openOutputFile(place);
  const print = createHash('sha256');
  try {
    for await (const chunk of client.bytes(getFile, { params: { hash } })) {
      await output.write(chunk);
      print.update(chunk);
    }
    if (print.digest('hex') !== hash) throw refuse('export/broken', { kept: `${place} is not there` });
    await output.keep();
  } catch (error) {
    await output.discard();
    throw error;
  }
}
