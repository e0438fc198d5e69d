import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Answer, breakAfter, command, refuseWith, withFakeHouse } from './for-tests.ts';
import { bytesOf } from './target.ts';

const csv = 'unit,answer\nfilms.0.0,"two\nlines"\n';
const whole: Answer = (response) => {
  response.write(csv.slice(0, 10));
  response.end(csv.slice(10));
};
const routes = (answer: Answer) => ({ 'GET /api/export?of=films&format=csv': answer });
const words = (...rest: string[]) => ['export', 'films', '--format', 'csv', ...rest];

describe('an export', () => {
  it('goes to stdout as it is', () =>
    withFakeHouse(routes(whole), async (_, dataFolder) => {
      expect(await command(words(), { dataFolder })).toEqual({ code: 0, out: csv, err: '' });
    }));

  it('becomes a file when it is whole, and leaves nothing else behind', () =>
    withFakeHouse(routes(whole), async (_, dataFolder) => {
      const file = join(dataFolder, 'out', 'films.csv');
      await mkdir(join(dataFolder, 'out'));
      const { code, err } = await command(words('--out', file), { dataFolder });
      expect(code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(csv);
      expect(await readdir(join(dataFolder, 'out'))).toEqual(['films.csv']);
      expect(err).toContain(`Wrote ${file} (34 bytes).`);
    }));

  it('leaves the file of last time alone when it breaks off', () =>
    withFakeHouse(routes(breakAfter('unit,ans')), async (_, dataFolder) => {
      const file = join(dataFolder, 'films.csv');
      await writeFile(file, 'last time');
      const { code, err } = await command(words('--out', file), { dataFolder });
      expect(code).toBe(1);
      expect(err).toContain('(export/broken)');
      expect(await readFile(file, 'utf8')).toBe('last time');
      expect((await readdir(dataFolder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    }));

  it('fails on stdout when it breaks off', () =>
    withFakeHouse(routes(breakAfter('unit,ans')), async (_, dataFolder) => {
      const { code, out, err } = await command(words(), { dataFolder });
      expect(code).toBe(1);
      expect(out).toBe('unit,ans');
      expect(err).toContain('what was written is not all');
    }));

  it('replaces the file behind a symbolic link, not the link', () =>
    withFakeHouse(routes(whole), async (_, dataFolder) => {
      const [file, link] = [join(dataFolder, 'real.csv'), join(dataFolder, 'link.csv')];
      await writeFile(file, 'last time');
      await symlink(file, link);
      await command(words('--out', link), { dataFolder });
      expect(await readFile(file, 'utf8')).toBe(csv);
    }));

  it('writes into a device and does not put a file in its place', () =>
    withFakeHouse(routes(whole), async (_, dataFolder) => {
      expect((await command(words('--out', '/dev/null'), { dataFolder })).code).toBe(0);
      expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    }));

  it('refuses a place that cannot be written before it asks for anything', () =>
    withFakeHouse(routes(whole), async ({ asked }, dataFolder) => {
      for (const file of [dataFolder, join(dataFolder, 'missing', 'films.csv')]) {
        const { code, err } = await command(words('--out', file), { dataFolder });
        expect(code).toBe(1);
        expect(err).toContain('(export/bad-file)');
      }
      expect(asked).toEqual([]);
    }));

  it('passes on that there is no such task', () =>
    withFakeHouse(routes(refuseWith('export/unknown', 'Nothing is called "films".', 404)), async (_, dataFolder) => {
      const { code, err } = await command(words(), { dataFolder });
      expect([code, err]).toEqual([1, 'Nothing is called "films". (export/unknown)\n']);
    }));
});

describe('a size', () => {
  it('is read in the unit that suits it', () => {
    expect([0, 999, 1000, 3_400_000, 2e12].map(bytesOf)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '3.4 MB',
      '2.0 TB',
    ]);
  });
});
