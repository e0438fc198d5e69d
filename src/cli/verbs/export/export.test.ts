import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../api/exports.ts';
import { breakAfter, command, newDataFolder, refuseWith } from '../../for-tests.ts';
import { nameOf } from './files.ts';

const csv = 'unit,answer\nfilms.0.0,"two\nlines"\n';
const hashOf = (bytes: string) => createHash('sha256').update(bytes).digest('hex');
const manifest: Manifest = {
  code: '0.1.0+0123456789ab',
  of: { task: 'films' },
  runs: ['films-x7k2p'],
  format: 'csv',
  identities: false,
  sequence: 7,
  rows: 1,
  bytes: csv.length,
  sha256: hashOf(csv),
};

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const whole: Answer = (response) => {
  response.write(csv.slice(0, 10));
  response.end(csv.slice(10));
};
const answering =
  (value: unknown): Answer =>
  (response) => {
    response.end(JSON.stringify(value));
  };

type FakeExport = { answer?: Answer; overrides?: Partial<Manifest>; files?: Record<string, string> };
type Daemon = { dataFolder: string; asked: URL[]; run: (...rest: string[]) => ReturnType<typeof command> };

/** Exports from a server that sends these bytes and this manifest. */
async function withExports<Result>(
  { answer = whole, overrides = {}, files = {} }: FakeExport,
  work: (client: Daemon) => Promise<Result>,
) {
  const asked: URL[] = [];
  const listed = Object.entries(files).map(([name, content]) => {
    const hash = hashOf(content);
    return JSON.stringify({ hash, size: content.length, name, href: `/api/files/${hash}` });
  });
  const routes: [RegExp, Answer][] = [
    [/^\/health$/, answering({ ok: true, pid: process.pid, problems: [], log: { sequence: 7 } })],
    [/^\/api\/export$/, answer],
    [/^\/api\/export\/files$/, (response) => void response.end(listed.join('\n'))],
    [
      /^\/api\/exports\//,
      answering({ id: '', step: 'Done', done: 1, total: 1, manifest: { ...manifest, ...overrides } }),
    ],
    ...Object.values(files).map((content): [RegExp, Answer] => [
      new RegExp(`^/api/files/${hashOf(content)}$`),
      (response) => void response.end(content),
    ]),
  ];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname.startsWith('/api/export')) asked.push(url);
    const [, give] = routes.find(([path]) => path.test(url.pathname)) ?? [];
    (give ?? refuseWith('test/unknown-route', `Nothing at ${request.url}.`))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dataFolder = await newDataFolder({ url: `http://localhost:${port}/` });
  try {
    return await work({ dataFolder, asked, run: (...rest) => command(['export', ...rest], { dataFolder }) });
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

describe('an export', () => {
  it('goes to stdout as it is', () =>
    withExports({}, async ({ run, asked }) => {
      expect(await run('films', '--format', 'csv')).toEqual({ code: 0, out: csv, err: '' });
      const query = Object.fromEntries(asked[0]?.searchParams ?? []);
      expect(query).toEqual({ of: 'films', format: 'csv', id: expect.any(String) });
    }));

  it('asks for what was chosen, and again for it from its manifest', () =>
    withExports({}, async ({ run, dataFolder, asked }) => {
      const words = ['--columns', 'unit, data,answer.a\\,b', '--answers', 'accepted', '--no-bom', '--ordinary'];
      await run('films', 'maps', '--format', 'csv-simple', ...words, '--by', 'item', '--method', 'mace');
      const one = asked[0]?.searchParams;
      expect(one?.getAll('of')).toEqual(['films', 'maps']);
      expect(one?.getAll('columns')).toEqual(['unit', 'data', 'answer.a,b']);
      expect(Object.fromEntries(one ?? [])).toMatchObject({
        answers: 'accepted',
        bom: 'false',
        ordinary: 'true',
        by: 'item',
        method: 'mace',
      });

      const of = [{ task: 'films' }, { run: 'maps-1' }];
      const chosen = {
        of,
        answers: 'not-rejected',
        bom: true,
        columns: ['unit', 'answer'],
        ordinary: true,
        by: 'item',
        method: 'glad',
      };
      const file = join(dataFolder, 'films.csv.manifest.json');
      await writeFile(file, JSON.stringify({ ...manifest, ...chosen }));
      await run('--manifest', file);
      const again = asked.findLast(({ pathname }) => pathname === '/api/export')?.searchParams;
      expect(again?.getAll('of')).toEqual(['films', 'maps-1']);
      expect(again?.getAll('columns')).toEqual(['unit', 'answer']);
      expect(Object.fromEntries(again ?? [])).toMatchObject({
        at: '7',
        answers: 'not-rejected',
        bom: 'true',
        ordinary: 'true',
        by: 'item',
        method: 'glad',
      });
    }));

  it('becomes a file with its manifest when it is whole, and leaves nothing else behind', () =>
    withExports({}, async ({ run, dataFolder }) => {
      const file = join(dataFolder, 'out', 'films.csv');
      await mkdir(join(dataFolder, 'out'));
      const { code, err } = await run('films', '--format', 'csv', '--out', file);
      expect(code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(csv);
      expect(JSON.parse(await readFile(`${file}.manifest.json`, 'utf8'))).toEqual(manifest);
      expect(await readdir(join(dataFolder, 'out'))).toEqual(['films.csv', 'films.csv.manifest.json']);
      expect(err).toContain(`Wrote ${file} (1 row, 34 B, SHA-256 ${hashOf(csv)}).`);
    }));

  it('is made again from its manifest, and says whether it is the same', () =>
    withExports({}, async ({ run, dataFolder, asked }) => {
      const file = join(dataFolder, 'films.csv.manifest.json');
      await writeFile(file, JSON.stringify(manifest));
      const same = await run('--manifest', file);
      expect(same).toEqual({ code: 0, out: csv, err: `Verified: these are the bytes that ${file} describes.\n` });
      expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({ of: 'films', format: 'csv', at: '7' });

      await writeFile(file, JSON.stringify({ ...manifest, code: '0.0.9+ba9876543210', sha256: 'another' }));
      const other = await run('--manifest', file);
      expect(other.code).toBe(1);
      expect(other.err).toContain('which 0.0.9+ba9876543210 made; this is 0.1.0+0123456789ab');
    }));

  it('refuses what is no manifest', () =>
    withExports({}, async ({ run, dataFolder, asked }) => {
      await writeFile(join(dataFolder, 'odd.json'), '{"of":"films"}');
      for (const name of ['odd.json', 'missing.json']) {
        const { code, err } = await run('--manifest', join(dataFolder, name));
        expect([code, err]).toEqual([1, expect.stringContaining('(export/bad-manifest)')]);
      }
      expect(asked).toEqual([]);
    }));

  it('saves the files beside it, each once, under its hash', () =>
    withExports({ files: { 'moon.PNG': 'moon', 'same.txt': 'moon', '../../etc/passwd': 'x' } }, async (client) => {
      const file = join(client.dataFolder, 'films.csv');
      const { code, err } = await client.run('films', '--out', file, '--files');
      expect([code, err]).toEqual([0, expect.stringContaining(`Saved 2 files in ${file}.files.`)]);
      expect((await readdir(`${file}.files`)).sort()).toEqual([`${hashOf('moon')}.png`, hashOf('x')].sort());
      expect(await readFile(join(`${file}.files`, `${hashOf('moon')}.png`), 'utf8')).toBe('moon');
      expect(client.asked.find(({ pathname }) => pathname.endsWith('/files'))?.search).toBe('?of=films&at=7');
    }));

  it('has no place for files without a file of its own', () =>
    withExports({}, async ({ run, asked }) => {
      const { code, err } = await run('films', '--files');
      expect([code, err, asked]).toEqual([1, expect.stringContaining('(export/files-need-place)'), []]);
    }));

  it('leaves the file of last time alone when it breaks off, or is not what was sent', async () => {
    for (const given of [{ answer: breakAfter('unit,ans') }, { overrides: { sha256: 'another' } }]) {
      await withExports(given, async ({ run, dataFolder }) => {
        const file = join(dataFolder, 'films.csv');
        await writeFile(file, 'last time');
        const { code, err } = await run('films', '--out', file);
        expect(code).toBe(1);
        expect(err).toContain(`${file} is as it was before`);
        expect(await readFile(file, 'utf8')).toBe('last time');
        expect((await readdir(dataFolder)).filter((name) => /part$|manifest/.test(name))).toEqual([]);
      });
    }
  });

  it('fails on stdout when it breaks off', () =>
    withExports({ answer: breakAfter('unit,ans') }, async ({ run }) => {
      const { code, out, err } = await run('films');
      expect(code).toBe(1);
      expect(out).toBe('unit,ans');
      expect(err).toContain('the output so far is incomplete');
    }));

  it('replaces the file behind a symbolic link, not the link', () =>
    withExports({}, async ({ run, dataFolder }) => {
      const [file, link] = [join(dataFolder, 'real.csv'), join(dataFolder, 'link.csv')];
      await writeFile(file, 'last time');
      await symlink(file, link);
      await run('films', '--out', link);
      expect(await readFile(file, 'utf8')).toBe(csv);
    }));

  it('writes into a device, and puts neither a file in its place nor a manifest beside it', () =>
    withExports({}, async ({ run }) => {
      const { code, err } = await run('films', '--out', '/dev/null');
      expect([code, err]).toEqual([0, expect.not.stringContaining('manifest')]);
      expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    }));

  it('refuses a place that cannot be written before it asks for anything', () =>
    withExports({}, async ({ run, dataFolder, asked }) => {
      for (const file of [dataFolder, join(dataFolder, 'missing', 'films.csv')]) {
        const { code, err } = await run('films', '--out', file);
        expect(code).toBe(1);
        expect(err).toContain('(export/bad-file)');
      }
      expect(asked).toEqual([]);
    }));

  it('passes on that there is no such task', () =>
    withExports({ answer: refuseWith('export/unknown', 'Nothing is called "films".', 404) }, async ({ run }) => {
      const { code, err } = await run('films');
      expect([code, err]).toEqual([1, 'Nothing is called "films". (export/unknown)\n']);
    }));
});

describe('a saved file', () => {
  it('keeps a plain ending of its name, and nothing else of it', () => {
    const named = (name: string) => nameOf({ hash: 'a1', name });
    expect(['moon.PNG', 'no ending', 'odd.e/f', '../x.txt', '.gz'].map(named)).toEqual([
      'a1.png',
      'a1',
      'a1',
      'a1.txt',
      'a1.gz',
    ]);
  });
});
