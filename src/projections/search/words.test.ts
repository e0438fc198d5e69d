import { describe, expect, it } from 'vitest';
import { matchOf, wordsOf } from './words.ts';

describe('the words of a text', () => {
  it('are runs of letters and digits, in lower case', () =>
    expect(wordsOf('It’s the 2nd "B-movie", really: C++!')).toEqual([
      'it',
      's',
      'the',
      '2nd',
      'b',
      'movie',
      'really',
      'c',
    ]));

  it.each([
    ['Crème brûlée', 'creme brulee'],
    ['cre\u0300me', 'crème'],
    ['ΟΔΌΣ', 'οδοσ'],
    ['İstanbul', 'istanbul'],
    ['ﬁlm', 'film'],
    ['Ｆｉｌｍ', 'film'],
    ['שָׁלוֹם', 'שלום'],
    ['سَلَامٌ', 'سلام'],
    ['ســلام', 'سلام'],
    ['co\u00adoperate', 'cooperate'],
    ['👍🏽', '👍'],
  ])('are the same in %s as in %s', (one, other) => expect(wordsOf(one)).toEqual(wordsOf(other)));

  it('differ where marks distinguish words of other scripts', () => {
    expect(wordsOf('が')).not.toEqual(wordsOf('か'));
    expect(wordsOf('कि')).not.toEqual(wordsOf('की'));
  });

  it('overlap where a script has no spaces', () =>
    expect(wordsOf('東京都、a組')).toEqual(['東京', '京都', '都', 'a', '組']));

  it('are emoji, one by one', () => expect(wordsOf('😀ok👍👍 🇫🇷')).toEqual(['😀', 'ok', '👍', '👍', '🇫🇷']));

  it('are cut into pieces where they are too long', () =>
    expect(wordsOf('a'.repeat(100)).map(({ length }) => length)).toEqual([40, 40, 20]));

  it('are none in punctuation or broken text', () => expect(wordsOf('"*" ^ ( ) - \u0000 \ud83d')).toEqual([]));
});

describe('a query', () => {
  it('matches the beginning of every word, in quotes', () =>
    expect(matchOf('film NEAR "noir" film* OR x')).toBe('"film"* AND "near"* AND "noir"* AND "or"* AND "x"*'));

  it('is none without a word', () => expect(matchOf(' "" * ')).toBeUndefined());
});
