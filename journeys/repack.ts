import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import type { ArchiveManifest } from '../src/api/archives.ts';

/** The entries of an archive by name, and its manifest; `links` become symbolic links. */
export type Unpacked = {
  entries: Map<string, Buffer>;
  manifest: Record<string, unknown> & ArchiveManifest;
  links?: Map<string, string>;
};

/** Takes an archive apart, as anybody could. */
export async function unpack(file: string): Promise<Unpacked> {
  const extract = tar.extract();
  extract.end(gunzipSync(readFileSync(file)));
  const entries = new Map<string, Buffer>();
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.set(entry.header.name, Buffer.concat(chunks));
  }
  const manifest = JSON.parse(String(entries.get('manifest.json'))) as Unpacked['manifest'];
  entries.delete('manifest.json');
  return { entries, manifest };
}

/** Puts one together again, with a manifest that says of its entries what is true. */
export const repack = (file: string, { entries, manifest, links }: Unpacked): Promise<void> => {
  const hashed = [...entries].map(([name, bytes]) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [name, { bytes: bytes.length, sha256 }] as const;
  });
  return pack(file, { entries, links, manifest: { ...manifest, entries: Object.fromEntries(hashed) } });
};

/** Puts one together whose manifest is as given. */
export async function pack(file: string, { entries, manifest, links = new Map() }: Unpacked): Promise<void> {
  const packed = tar.pack();
  for (const [name, bytes] of entries) packed.entry({ name }, bytes);
  for (const [name, linkname] of links) packed.entry({ name, type: 'symlink', linkname });
  packed.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) chunks.push(chunk as Buffer);
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
}
