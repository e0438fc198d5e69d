import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.ts';

let folder: string;
let printed: string[];
let opened: DataFolder | undefined;
const at = (...names: string[]) => join(folder, ...names);
function open() {
  opened?.release();
  opened = undefined;
  opened = openDataFolder(folder, (sentence) => printed.push(sentence));
  return opened;
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-data-'));
  printed = [];
});
afterEach(() => {
  opened?.release();
  opened = undefined;
  rmSync(folder, { recursive: true });
});

describe('a data folder', () => {
  it('says which layout it has', () => {
    open();
    expect(JSON.parse(readFileSync(at('layout.json'), 'utf8'))).toEqual({ layout: 1 });
    open();
    expect(printed).toEqual([]);
  });

  it.each(['', '{"lay', '\0\0\0\0\0\0\0\0\0\0\0\0'])(
    'whose layout came out of a power cut as %j says it again',
    (text) => {
      open().announce({ url: 'http://localhost:1/', factsUrl: 'nats://localhost:2', token: 'secret' });
      for (const name of ['nats', 'pages', 'read-model', 'imports']) mkdirSync(at(name));
      writeFileSync(at('access.db-wal'), '');
      writeFileSync(at('layout.json'), text);
      open();
      expect(JSON.parse(readFileSync(at('layout.json'), 'utf8'))).toEqual({ layout: 1 });
      expect(printed).toEqual([expect.stringMatching(/layout\.json was damaged.* written again/)]);
    },
  );

  it.each(['{"layout":0}', '{"layout":"2"}', '{}', 'null', '[]'])('of another layout, %s, is left alone', (text) => {
    writeFileSync(at('layout.json'), text);
    expect(open).toThrow(expect.objectContaining({ code: 'data/other-version' }));
    expect(readdirSync(folder)).toEqual(['layout.json']);
  });

  it('that cannot say its layout and has what nobody knows is left alone', () => {
    writeFileSync(at('layout.json'), '');
    writeFileSync(at('novel.txt'), 'It was a dark and stormy night.');
    expect(open).toThrow(expect.objectContaining({ code: 'data/unreadable-layout' }));
    expect(open).toThrow('novel.txt');
    expect(readdirSync(folder).sort()).toEqual(['layout.json', 'novel.txt']);
    expect(readFileSync(at('layout.json'), 'utf8')).toBe('');
  });

  it.each(['drafts', 'tasks', 'nats', 'kept'])('with a file in place of its folder %s is left alone', (name) => {
    writeFileSync(at(name), 'mine');
    expect(open).toThrow(expect.objectContaining({ code: 'data/not-a-folder' }));
    expect(open).toThrow(at(name));
    expect(readdirSync(folder)).toEqual([name]);
  });

  it.each(['answer-drafts.db', 'lock.db'])('with a folder in place of its file %s is left alone', (name) => {
    mkdirSync(at(name));
    expect(open).toThrow(expect.objectContaining({ code: 'data/not-a-file' }));
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('locks itself, in whatever state a power cut left its lock file', () => {
    writeFileSync(at('lock.db'), 'no database, and longer than a hundred bytes'.repeat(40));
    open();
    expect(() => openDataFolder(folder)).toThrow(expect.objectContaining({ code: 'data/in-use' }));
  });

  it('removes pages that were not whole when their launch ended, or were being built anew', () => {
    mkdirSync(at('pages/films-1.new'), { recursive: true });
    for (const name of ['films-1.review.new', 'films-0.rebuilt', 'films-0.rebuilt.review'])
      mkdirSync(at('pages', name));
    mkdirSync(at('pages/films-0'));
    open();
    expect(readdirSync(at('pages'))).toEqual(['films-0']);
  });
});
