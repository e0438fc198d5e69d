import { describe, expect, it } from 'vitest';
import { disagreementOf, questionsOf } from './agreement.ts';

describe('the agreement on an item', () => {
  it('is the share of pairs that say the same, question by question', () =>
    expect(questionsOf([{ colour: 'blue' }, { colour: 'blue' }, { colour: 'grey' }])).toEqual([
      { key: 'colour', agreement: 1 / 3, labels: { blue: 2, grey: 1 } },
    ]));

  it('takes numbers and yes or no as labels, and neither long texts nor what is nested', () => {
    const answer = { stars: 4, sure: true, why: 'x'.repeat(61), where: { x: 1 }, tags: ['a'] };
    expect(questionsOf([answer, { ...answer, stars: 5 }]).map(({ key, agreement }) => [key, agreement])).toEqual([
      ['stars', 0],
      ['sure', 1],
    ]);
  });

  it('is not known of a single answer, nor of answers without questions', () => {
    expect(questionsOf([{ colour: 'blue' }])).toEqual([{ key: 'colour', agreement: null, labels: { blue: 1 } }]);
    expect(questionsOf(['blue', 'grey', null])).toEqual([]);
  });

  it('makes the disagreement by which items are ordered', () => {
    expect(
      disagreementOf([
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ]),
    ).toBe(0.5);
    expect(disagreementOf([{ a: 1 }])).toBe(0);
  });
});
