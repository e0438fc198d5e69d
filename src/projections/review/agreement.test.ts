import { describe, expect, it } from 'vitest';
import { questionsOf } from './agreement.ts';

describe('the agreement on an item', () => {
  it('is the share of pairs that say the same, question by question', () =>
    expect(questionsOf([{ colour: 'blue' }, { colour: 'blue' }, { colour: 'grey' }])).toEqual([
      { key: 'colour', agreement: 1 / 3, labels: { blue: 2, grey: 1 } },
    ]));

  it('is that of the fields by which the quality of all answers is told, and not of long texts', () => {
    const answer = { stars: 4, sure: true, why: 'x'.repeat(61), film: { genre: 'noir' }, tags: ['b', 'a'] };
    const other = { ...answer, stars: 5, tags: ['a', 'b'] };
    expect(questionsOf([answer, other]).map(({ key, agreement }) => [key, agreement])).toEqual([
      ['stars', 0],
      ['sure', 1],
      ['film.genre', 1],
      ['tags', 1],
    ]);
    expect(questionsOf(['blue', 'grey'])).toEqual([{ key: 'answer', agreement: 0, labels: { blue: 1, grey: 1 } }]);
  });

  it('is not known of a single answer, nor of answers without questions', () => {
    expect(questionsOf([{ colour: 'blue' }])).toEqual([{ key: 'colour', agreement: null, labels: { blue: 1 } }]);
    expect(questionsOf([null, {}])).toEqual([]);
  });
});
