import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEntries } from './check-entries.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-entries-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looks through an archive with these entries, each with a byte in it, and a manifest that agrees. */
async function check(names: readonly string[], manifest: object | 'none' = {}): Promise<string[]> {
  const pack = tar.pack();
  const sha256 = createHash('sha256').update('x').digest('hex');
  for (const name of names) pack.entry({ name }, 'x');
  const entries = Object.fromEntries(names.map((name) => [name, { bytes: 1, sha256 }]));
  const head = { format: 1, code: '1.0.0', made_at: '2026-01-01T00:00:00.000Z', position: 1, whole: true };
  if (manifest !== 'none')
    pack.entry(
      { name: 'manifest.json' },
      JSON.stringify({ ...head, identities: true, runs: [], entries, ...manifest }),
    );
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  const file = join(folder, 'archive.tar.gz');
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
  return Object.keys((await checkEntries(file, () => undefined)).entries);
}

describe('the entries of an archive', () => {
  it('are those of its manifest', async () => {
    const names = ['log.jsonl', 'pages/films-1/index.html', 'pages/films-1/a/b.js'];
    expect(await check(names)).toEqual(names);
  });

  it('have names of which no more is kept than an archive can have', async () => {
    const long = `pages/films-1/${'x/'.repeat(5000)}x`;
    await expect(check([long])).rejects.toThrow(`it has an unknown entry ${JSON.stringify(long.slice(0, 200))}`);
  });

  it('are not both a file and a folder of others', async () => {
    for (const names of [
      ['pages/r-1/a', 'pages/r-1/a/b/c'],
      ['pages/r-1/a/b/c', 'pages/r-1/a'],
    ])
      await expect(check(names)).rejects.toThrow('it has "pages/r-1/a" as a file and as a folder');
  });

  it('may be others in another format, or in a file that is no archive', async () => {
    await expect(check(['votes.jsonl'], { format: 2, code: '9.0.0' })).rejects.toThrow('The archive has format 2');
    await expect(check(['votes.jsonl'], 'none')).rejects.toThrow('it has no manifest.json');
    await expect(check(['votes.jsonl', 'log.jsonl'])).rejects.toThrow('an unknown entry "votes.jsonl"');
  });
});
