import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageFilesOf } from './page-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-pages-'));
  mkdirSync(join(folder, 'films-1'));
  writeFileSync(join(folder, 'films-1', 'index.html'), 'x');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pages = () => pageFilesOf(['films-1'], (run) => join(folder, run));

describe('the files of pages', () => {
  it('have names by which they are found again', async () =>
    expect((await pages()).map(({ name }) => name)).toEqual(['pages/films-1/index.html']));

  it.skipIf(process.platform === 'win32')('are not archived under names that would not be read', async () => {
    writeFileSync(join(folder, 'films-1', 'a\\b.js'), 'x');
    await expect(pages()).rejects.toThrow('The page of run films-1 has a file that no archive could restore');
  });

  it('are not archived when they are larger than is read back', async () => {
    const film = join(folder, 'films-1', 'film.mp4');
    writeFileSync(film, '');
    // A hole takes no room.
    truncateSync(film, 1024 ** 3);
    expect(await pages()).toHaveLength(2);
    truncateSync(film, 1024 ** 3 + 1);
    await expect(pages()).rejects.toThrow('(pages/films-1/film.mp4): it is larger than 1 GiB.');
  });
});
