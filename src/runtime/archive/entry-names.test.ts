import { describe, expect, it } from 'vitest';
import { entryNamed } from './entry-names.ts';

describe('the name of an entry', () => {
  it('identifies the entry', () => {
    expect(entryNamed('log.jsonl')).toEqual({ kind: 'log' });
    expect(entryNamed(`files/${'0a'.repeat(32)}`)).toEqual({ kind: 'file', hash: '0a'.repeat(32) });
    const page = { kind: 'page', run: 'films-1' };
    expect(entryNamed('pages/films-1/index.html')).toEqual({ ...page, folder: 'pages', path: ['index.html'] });
    expect(entryNamed('reviews/films-1/a/ü …/b.js')).toEqual({
      ...page,
      folder: 'reviews',
      path: ['a', 'ü …', 'b.js'],
    });
  });

  it.skipIf(process.platform === 'win32')('may contain a colon, like files of pages', () =>
    expect(entryNamed('pages/films-1/12:30.html')).toMatchObject({ path: ['12:30.html'] }),
  );

  it.each([
    '',
    'log.jsonl/',
    './log.jsonl',
    '/log.jsonl',
    'other.jsonl',
    'constructor',
    'files/0a',
    `files/${'0a'.repeat(32)}/x`,
    'pages/films-1',
    'pages/films-1/',
    'pages/../films-1/x',
    'pages/films-1/../x',
    'pages/films-1/a/../../x',
    'pages/films-1/./x',
    'pages/films-1//x',
    'pages/films-1/a\\..\\x',
    'pages/films-1/x\0.html',
    'pages/Films 1/x',
    `pages/films-1/${'x'.repeat(256)}`,
    `pages/films-1/${'x/'.repeat(510)}x`,
  ])('is refused if it could lead out of its folder: %j', (name) => expect(entryNamed(name)).toBeUndefined());
});
