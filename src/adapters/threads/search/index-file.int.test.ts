import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchOf, wordsOf } from '../../../projections/search/words.ts';
import { type IndexFile, type Marks, openIndexFile } from './index-file.ts';

const vocabulary = [
  ...['film', 'Filme', 'films', 'noir', 'NOIR', 'année', 'annee\u0301', 'ANNEES', 'Straße', 'strasse', 'x'],
  ...['AND', 'OR', 'NOT', 'NEAR', 'NEAR(film noir)', 'text:film', 'words', 'rowid', '^film', 'film*', '-noir'],
  ...['"', '""', "'", "'; drop table words; --", '(', ')', '*', '+', '{', '}', '\\', '\u0000', ',', '.', '%', '_'],
  ...[
    'שָׁלוֹם',
    'שלום',
    'سلام',
    '\u202eسلام\u202c',
    '👍',
    '👍🏽',
    '👨‍👩‍👧',
    '😀ok',
    '東京',
    '京都',
    '東京都',
    'ภาษาไทย',
    '3.14',
    '314',
  ],
];
const text = fc
  .array(fc.tuple(fc.constantFrom(...vocabulary), fc.constantFrom(' ', ' ', '-', '', '\n')), { maxLength: 12 })
  .map((pieces) => pieces.flat().join(''));
const search = fc.oneof(
  fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
  fc.constantFrom(...vocabulary).chain((word) => fc.nat(word.length).map((most) => word.slice(0, most + 1))),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** What a search finds by its own rules, without an index: every word begins some word of the text. */
function looksThrough(texts: ReadonlyMap<number, string>, wanted: string): number[] {
  const words = wordsOf(wanted);
  const fits = (text: string) => words.every((word) => wordsOf(text).some((one) => one.startsWith(word)));
  return words.length === 0 ? [] : [...texts].flatMap(([row, text]) => (fits(text) ? [row] : []));
}

describe('an index of words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-words-'));
  const file = join(folder, 'search.db');
  const zero = { row: 0, is: '' };
  const marks: Marks = { file: '1.db', units: zero, answers: zero, reviews: zero };
  const texts = new Map<number, string>();
  let index: IndexFile;
  let reader: Sqlite.Database;
  beforeAll(() => {
    index = openIndexFile(file);
    reader = new Sqlite(file, { readonly: true });
  });
  afterAll(() => {
    reader.close();
    index.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const found = (wanted: string): number[] => {
    const match = matchOf(wanted);
    if (!match) return [];
    return reader
      .prepare<[string], number>('select rowid from words where words match ? order by rowid')
      .pluck()
      .all(match);
  };

  it('finds what looking through all texts would find, also when texts are replaced', () => {
    const change = fc.record({ row: fc.integer({ min: 1, max: 12 }), text });
    const changes = fc.array(change, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(changes, fc.array(search, { minLength: 1, maxLength: 5 }), (changed, searches) => {
        index.write((put) => {
          for (const { row, text } of changed) {
            put(row, wordsOf(text));
            texts.set(row, text);
          }
          return marks;
        });
        const sorted = new Map([...texts].sort(([one], [other]) => one - other));
        for (const wanted of searches)
          expect(found(wanted), JSON.stringify(wanted)).toEqual(looksThrough(sorted, wanted));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps neither words nor marks of what was interrupted', () => {
    const before = index.marks();
    const broken = () =>
      index.write((put) => {
        put(99, ['interrupted']);
        throw new Error('The disk is full.');
      });
    expect(broken).toThrow('The disk is full.');
    expect(index.marks()).toEqual(before);
    expect(found('interrupted')).toEqual([]);
  });
});
