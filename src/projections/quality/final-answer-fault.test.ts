import { describe, expect, it } from 'vitest';
import { finalAnswerFault, offeredLabels } from './final-answer-fault.ts';

const asked = {
  questions: [
    { key: 'genre', type: 'choice', labels: ['Drama', 'Horror'] },
    { key: 'moods', type: 'choices', labels: ['sad', 'glad'] },
    { key: 'stars', type: 'rating', scale: 5 },
    { key: 'why', type: 'text' },
  ],
};
const declared = { quality: { questions: [{ key: 'genre', labels: ['Drama', 'Horror'] }] } };

describe('a final answer', () => {
  it.each([
    [asked, { genre: 'Drama', moods: ['sad'], stars: 4, why: 'The sea.' }],
    [asked, { genre: 'Horror' }],
    [asked, { stars: '4' }],
    [asked, { moods: [] }],
    [asked, { genre: 'Drama', why: null }],
    [
      { questions: [{ key: 'names', type: 'spans', of: 'text', labels: ['person'] }] },
      { names: [{ start: 0, end: 2 }] },
    ],
    [declared, { genre: 'Drama', shown: 12 }],
    [declared, { shown: 12 }],
    [{}, 'anything'],
    [undefined, null],
  ])('can be what the questions allow: %j, %j', (config, answer) =>
    expect(finalAnswerFault(config, answer)).toBeUndefined(),
  );

  it.each([
    [asked, { genre: 'Dramma' }, '"genre" is "Dramma", and its labels are Drama, Horror'],
    [asked, { moods: ['sad', 'mad'] }, '"moods" is "mad", and its labels are sad, glad'],
    [asked, { stars: 77 }, '"stars" is "77", and its labels are 1, 2, 3, 4, 5'],
    [asked, { gender: 'Drama' }, 'no question has the key "gender"; they are genre, moods, stars, why'],
    [asked, {}, 'it says nothing to any question; they are genre, moods, stars, why'],
    [asked, { genre: null }, 'it says nothing to "genre"; leave that key out'],
    [asked, { genre: [] }, 'it says nothing to "genre"'],
    [asked, ['Drama'], 'it must be an object with the keys of the questions'],
    [asked, 'Drama', 'it must be an object with the keys of the questions'],
    [asked, null, 'it must be an object with the keys of the questions'],
    [declared, { genre: 'Dramma' }, '"genre" is "Dramma", and its labels are Drama, Horror'],
  ])('cannot be anything else: %j, %j', (config, answer, fault) =>
    expect(finalAnswerFault(config, answer)).toContain(fault),
  );

  it('is chosen among the labels that the questions have', () =>
    expect(offeredLabels(asked)).toEqual({
      genre: ['Drama', 'Horror'],
      moods: ['sad', 'glad'],
      stars: ['1', '2', '3', '4', '5'],
    }));
});
