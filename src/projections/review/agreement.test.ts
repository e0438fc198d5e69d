import { describe, expect, it } from 'vitest';
import { questionsOf } from './agreement.ts';

describe('the agreement on an item', () => {
  it('is the share of equal pairs, question by question', () =>
    expect(questionsOf([{ colour: 'blue' }, { colour: 'blue' }, { colour: 'grey' }])).toEqual([
      { key: 'colour', agreement: 1 / 3, labels: { blue: 2, grey: 1 } },
    ]));

  it('covers the fields that quality figures use, and no long texts', () => {
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

  it('is unknown for a single answer, and for answers without questions', () => {
    expect(questionsOf([{ colour: 'blue' }])).toEqual([{ key: 'colour', agreement: null, labels: { blue: 1 } }]);
    expect(questionsOf([null, {}])).toEqual([]);
  });
});
