import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArchiveManifest } from '../../api/archives.ts';
import type { RunId } from '../../events/ids.ts';
import { entryNamed } from '../../runtime/archive/entry-names.ts';
import type { Files, Hold } from '../../runtime/ports/files.ts';
import { moveFolder } from '../data-folder/durable-file.ts';
import { entriesOf } from './entries.ts';
import type { ImportContext } from './import-context.ts';
import { foldersOf } from './page-files.ts';
import type { ReceivedFile } from './receive-file.ts';

type Filing = { files: Pick<Files, 'put'>; hold: Hold } & Pick<ImportContext, 'requireRoom' | 'report'>;

/** Checks the free space before each chunk: one entry may be large enough to fill a disk. */
async function* withRoom(bytes: AsyncIterable<Uint8Array>, requireRoom: () => void): AsyncGenerator<Uint8Array> {
  requireRoom();
  for await (const chunk of bytes) {
    requireRoom();
    yield chunk;
  }
}

/** Stores the files of answers, before any fact names them; the hold keeps them until then. */
export async function importFiles(
  archive: string,
  { entries }: ArchiveManifest,
  { files, hold, requireRoom, report }: Filing,
): Promise<void> {
  const total = Object.keys(entries).filter((name) => entryNamed(name)?.kind === 'file').length;
  if (total === 0) return;
  let done = 0;
  for await (const { name, bytes } of entriesOf(archive)) {
    if (entryNamed(name)?.kind !== 'file') continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of withRoom(bytes, requireRoom)) chunks.push(chunk);
    await files.put(Buffer.concat(chunks), hold);
    report({ step: 'Storing files', done: ++done, total });
  }
}

/** Moves the pages and review views of these runs to where they are served from, each folder complete or not at all. */
export async function importPages(
  { path: archive, folder }: Pick<ReceivedFile, 'path' | 'folder'>,
  runs: { has(run: RunId): boolean; keys(): Iterable<RunId> },
  { pageFolderOf, requireRoom, report }: Pick<ImportContext, 'pageFolderOf' | 'requireRoom' | 'report'>,
): Promise<void> {
  report({ step: 'Putting pages in place' });
  const waiting = new Set<string>();
  for await (const { name, bytes } of entriesOf(archive)) {
    const entry = entryNamed(name);
    if (entry?.kind !== 'page' || !runs.has(entry.run)) continue;
    const place = join(folder, entry.folder, entry.run);
    waiting.add(place);
    const file = join(place, ...entry.path);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(withRoom(bytes, requireRoom), createWriteStream(file));
  }
  for (const run of runs.keys()) {
    for (const [kind, target] of Object.entries(foldersOf(pageFolderOf(run)))) {
      const place = join(folder, kind, run);
      if (!waiting.has(place)) continue;
      await rm(target, { recursive: true, force: true });
      await moveFolder(place, target);
    }
  }
}
