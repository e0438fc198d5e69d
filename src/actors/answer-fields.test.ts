import { describe, expect, it } from 'vitest';
import { fieldsOf, labelOf } from './answer-fields.ts';

const fields = (answer: unknown) => Object.fromEntries(fieldsOf(answer));

describe('the fields of an answer', () => {
  it('are those of its top level, and of the second level with a dot', () =>
    expect(fields({ genre: 'Drama', sure: true, film: { year: 1990, deep: { lost: 'x' } } })).toEqual({
      genre: 'Drama',
      sure: true,
      'film.year': 1990,
    }));

  it.each([
    [{ inputs: { a: 1 }, outputs: { label: 'cat' } }],
    [{ outputs: { final_submission: { label: 'cat' }, requests: [] } }],
    [{ final_submission: { label: 'cat' }, label: 'dog' }],
    [{ label: 'cat', files: [{ filename: 'a.png' }], filesByFields: {} }],
  ])('are found inside Mephisto’s wrappers: %j', (answer) => expect(fields(answer)).toEqual({ label: 'cat' }));

  it('include "outputs" where it is a field among others', () =>
    expect(fields({ outputs: 'many', colour: 'red' })).toEqual({ outputs: 'many', colour: 'red' }));

  it.each([
    ['cat', { answer: 'cat' }],
    [3, { answer: 3 }],
    [false, { answer: false }],
    [['b', 'a', 'b'], { answer: ['a', 'b'] }],
  ])('are one "answer" for a bare value: %j', (answer, expected) => expect(fields(answer)).toEqual(expected));

  it.each([[null], [undefined], [''], ['  '], [[{ x: 1 }]], [{}], [{ a: null, b: '', c: [[1]], d: {} }], [Number.NaN]])(
    'are none if nothing can be compared: %j',
    (answer) => expect(fieldsOf(answer).size).toBe(0),
  );

  it('read check boxes as the checked options', () => {
    const { seen } = fields({ seen: { cat: true, bird: true, dog: false } });
    expect(seen).toEqual(['bird', 'cat']);
    expect(labelOf(['bird', 'cat'])).toBe('bird, cat');
    expect(labelOf([])).toBe('(none)');
  });

  it('keep the length of a long text, and the name of a file', () =>
    expect(
      fields({ why: 'x'.repeat(61), photo: { name: 'a.png', size: 3, type: 'image/png', lastModified: 1 } }),
    ).toEqual({ why: { characters: 61 }, photo: { file: 'a.png' } }));

  it('are safe from names with a meaning in JavaScript', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":"c","toString":"t","hasOwnProperty":1}');
    const found = fieldsOf(hostile);
    expect([...found]).toEqual([
      ['__proto__.polluted', 'yes'],
      ['constructor', 'c'],
      ['toString', 't'],
      ['hasOwnProperty', 1],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('are limited in number, length and depth', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`f${n}`, n]));
    expect(fieldsOf(many).size).toBe(200);
    expect(fieldsOf({ ['k'.repeat(201)]: 1 }).size).toBe(0);
    expect(fieldsOf({ list: Array.from({ length: 101 }, (_, n) => n) }).size).toBe(0);
    let deep: unknown = 'bottom';
    for (let level = 0; level < 10_000; level++) deep = { final_submission: deep };
    expect(fieldsOf(deep).size).toBe(0);
  });
});
