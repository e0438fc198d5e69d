import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseShallow } from '../../actors/foreign-json.ts';
import { ArchiveManifest, archiveFormat } from '../../api/archives.ts';
import { type EntryName, entryNamed, entryNames, maxFileBytes } from '../../runtime/archive/entry-names.ts';
import { type Entry, entriesOf } from './entries.ts';
import { refuse } from './refusals.ts';

/** More entries, or a larger manifest, would not fit into memory. */
const maxEntries = 1_000_000;
const maxManifestBytes = 256 * 1024 * 1024;

const damaged = (reason: string) => refuse('archive/damaged', { reason });

type Print = { bytes: number; sha256: string };

/**
 * Reads an archive to its end and returns its manifest: every entry matches it, and this format knows every entry. The
 * contents of the entries are not checked.
 */
export async function checkEntries(file: string, report: (bytes: number) => void): Promise<ArchiveManifest> {
  const prints = new Map<string, Print>();
  let manifest: string | undefined;
  /** The first entry that this format does not know; a wrong format in the manifest is reported before it. */
  let alien: string | undefined;
  let seen = 0;
  let namesBytes = 0;
  let done = 0;
  for await (const entry of entriesOf(file)) {
    const { name } = entry;
    if (manifest !== undefined) throw damaged(`it continues after its ${entryNames.manifest}`);
    if (seen++ >= maxEntries) throw damaged('it has too many entries');
    const named = entry.isFile ? entryNamed(name) : undefined;
    if (named?.kind === 'manifest') {
      manifest = await wholeOf(entry);
      continue;
    }
    // Only names of known entries are kept, since these are short.
    if (!named) {
      alien ??= shown(name);
      continue;
    }
    if (prints.has(name)) throw damaged(`it has ${shown(name)} twice`);
    namesBytes += Buffer.byteLength(name);
    if (namesBytes > maxManifestBytes) throw damaged('it has too many entries');
    prints.set(
      name,
      await printOf(entry, named, (bytes) => {
        done += bytes;
        report(done);
      }),
    );
  }
  if (manifest === undefined) throw refuse('archive/not-an-archive', { reason: `it has no ${entryNames.manifest}` });
  const read = manifestIn(manifest);
  if (alien !== undefined) throw damaged(`it has an unknown entry ${alien}`);
  requireFileOrFolder(prints);
  requireListedEntries(read, prints);
  return read;
}

const shown = (name: string): string => JSON.stringify(name.slice(0, 200));

async function wholeOf({ bytes, size }: Entry): Promise<string> {
  if (size > maxManifestBytes) throw damaged(`its ${entryNames.manifest} is too large`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const AnyManifest = z.object({ format: z.unknown(), code: z.string().catch('unknown') });

function manifestIn(text: string): ArchiveManifest {
  const unreadable = damaged(`its ${entryNames.manifest} cannot be read`);
  let value: unknown;
  try {
    value = parseShallow(text);
  } catch {
    throw unreadable;
  }
  const found = AnyManifest.safeParse(value).data;
  if (!found) throw unreadable;
  const { format, code } = found;
  if (format !== archiveFormat)
    throw refuse('archive/other-format', { found: String(format), known: archiveFormat, code });
  const { data, error } = ArchiveManifest.safeParse(value);
  if (!data) throw Object.assign(unreadable, { cause: error });
  return data;
}

async function printOf(
  { name, size, bytes }: Entry,
  named: EntryName,
  report: (bytes: number) => void,
): Promise<Print> {
  if (size > maxFileBytes && (named.kind === 'file' || named.kind === 'page'))
    throw damaged(`${shown(name)} is larger than a file of an answer or a page may be`);
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    report(chunk.length);
  }
  const sha256 = hash.digest('hex');
  if (named.kind === 'file' && named.hash !== sha256) throw damaged(`${name} has other bytes than its name requires`);
  return { bytes: size, sha256 };
}

/** No name may be both a file and a folder: the import would fail halfway. */
function requireFileOrFolder(prints: ReadonlyMap<string, Print>): void {
  for (const name of prints.keys())
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      const folder = name.slice(0, end);
      if (prints.has(folder)) throw damaged(`it has ${shown(folder)} as a file and as a folder`);
    }
}

function requireListedEntries({ entries }: ArchiveManifest, prints: ReadonlyMap<string, Print>): void {
  for (const [name, { bytes, sha256 }] of Object.entries(entries)) {
    const found = prints.get(name);
    if (!found) throw damaged(`${shown(name)} is missing`);
    if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(`${shown(name)} was changed`);
  }
  for (const name of prints.keys())
    if (!Object.hasOwn(entries, name)) throw damaged(`${shown(name)} is not in its manifest`);
}
