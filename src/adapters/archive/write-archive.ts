import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { type ArchiveManifest, archiveFormat } from '../../api/archives.ts';
import type { Log } from '../../events/log.ts';
import { lineOf } from '../../runtime/archive/commit-lines.ts';
import { entryNames, fileEntry } from '../../runtime/archive/entry-names.ts';
import { commitsOf, isWhole, type Scope, scanCommits } from '../../runtime/archive/scan-commits.ts';
import { workspaceAt, workspaceLines } from '../../runtime/archive/workspace-lines.ts';
import type { Files } from '../../runtime/ports/files.ts';
import { packageVersion } from '../package.ts';
import { pageFilesOf } from './page-files.ts';
import { refuse } from './refusals.ts';

type Settings = { log: Log; files: Pick<Files, 'get'>; pageFolderOf: (run: string) => string; now: () => number };

/** Progress of an archive, in uncompressed bytes. */
export type Report = (step: string, done: number, total: number) => void;

/** An entry of an archive: its name, size and bytes. */
type Part = { name: string; size: number; bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array> };

/**
 * The bytes of an archive, made as they are read; `onMade` gets its manifest at the end. The commits are read twice, since a
 * tar needs the size of an entry before its bytes: this way neither memory nor disk has to hold them.
 */
export async function* writeArchive(
  settings: Settings,
  scope: Scope,
  { report, onMade }: { report: Report; onMade: (manifest: ArchiveManifest) => void },
): AsyncGenerator<Buffer> {
  const { log, files, pageFolderOf, now } = settings;
  const found = await scanCommits(log, scope, (sequence) => report('Reading the log', sequence, scope.position));
  const decided = await workspaceAt(log, scope.position);
  const lines = workspaceLines(decided, scope.all ? 'all' : found.workers);
  const workspace = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const pages = await pageFilesOf(
    found.runs.map(({ run }) => run),
    pageFolderOf,
  );
  const parts: Part[] = [
    { name: entryNames.log, size: found.bytes, bytes: () => commitLines(log, scope) },
    { name: entryNames.workspace, size: workspace.length, bytes: () => [workspace] },
    ...[...found.files].map(([hash, { size, run }]) => ({
      name: fileEntry(hash),
      size,
      bytes: () => storedFile(files, hash, run),
    })),
    ...pages.map(({ name, path, size }) => ({ name, size, bytes: () => createReadStream(path) })),
  ];
  const manifest: ArchiveManifest = {
    format: archiveFormat,
    code: packageVersion,
    made_at: new Date(now()).toISOString(),
    position: scope.position,
    whole: isWhole(scope),
    identities: scope.identities,
    runs: found.runs,
    entries: {},
  };
  yield* packed(parts, manifest, report);
  onMade(manifest);
}

/** Writes the entries into a .tar.gz, and their manifest last. */
async function* packed(parts: readonly Part[], manifest: ArchiveManifest, report: Report): AsyncGenerator<Buffer> {
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const mtime = new Date(manifest.made_at);
  const pack = tar.pack();
  const gzip = createGzip();
  const flowing = pipeline(pack, gzip);
  flowing.catch(() => undefined);

  async function* counted(bytes: ReturnType<Part['bytes']>, note: (chunk: Uint8Array) => void) {
    for await (const chunk of bytes) {
      note(chunk);
      done += chunk.length;
      report('Writing', done, total);
      yield chunk;
    }
  }
  async function writeAll() {
    for (const { name, size, bytes } of parts) {
      const hash = createHash('sha256');
      await pipeline(
        counted(bytes(), (chunk) => hash.update(chunk)),
        pack.entry({ name, size, mtime }),
      );
      manifest.entries[name] = { bytes: size, sha256: hash.digest('hex') };
    }
    pack.entry({ name: entryNames.manifest, mtime }, `${JSON.stringify(manifest, null, 1)}\n`);
    pack.finalize();
  }
  const writing = writeAll();
  writing.catch((error) => pack.destroy(error));
  try {
    yield* gzip;
    await writing;
  } catch (error) {
    // The error of the writing is the cause; the stream failed because of it.
    await writing;
    throw error;
  } finally {
    pack.destroy();
    gzip.destroy();
  }
}

async function* commitLines(log: Log, scope: Scope): AsyncGenerator<Buffer> {
  for await (const commit of commitsOf(log, scope)) yield Buffer.from(lineOf(commit, scope.identities));
}

async function* storedFile(files: Pick<Files, 'get'>, hash: string, run: string): AsyncGenerator<Uint8Array> {
  const bytes = await files.get(hash);
  if (!bytes) throw refuse('archive/file-missing', { hash, run });
  yield bytes;
}
