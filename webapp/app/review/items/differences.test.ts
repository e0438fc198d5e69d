import { describe, expect, it } from 'vitest';
import { compare, mostGiven, sameText } from './differences.ts';

describe('answers side by side', () => {
  it('are compared field by field, also inside fields', () => {
    const one = { genre: 'Drama', seen: true, more: { mood: 'sad' } };
    const other = { genre: 'Comedy', more: { mood: 'sad', year: 1 }, seen: true };
    expect(compare([one, other])).toEqual([
      { path: 'genre', values: ['Drama', 'Comedy'], differs: true },
      { path: 'seen', values: [true, true], differs: false },
      { path: 'more › mood', values: ['sad', 'sad'], differs: false },
      { path: 'more › year', values: [undefined, 1], differs: true },
    ]);
  });

  it('are one row where some are no objects', () => {
    expect(compare(['a', { b: 1 }])).toEqual([{ path: '', values: ['a', { b: 1 }], differs: true }]);
    expect(compare([null, null])).toEqual([{ path: '', values: [null, null], differs: false }]);
  });

  it('are the same in any order of their keys', () => {
    expect(sameText({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(sameText({ b: [{ d: 3, c: 2 }], a: 1 }));
  });

  it('can have keys that objects inherit', () => {
    const hostile = JSON.parse('{"__proto__":{"x":1},"constructor":"c"}') as unknown;
    expect(compare([hostile, {}, { toString: 1 }]).map(({ path }) => path)).toContain('constructor');
    expect(compare([{ a: 1 }, { toString: 1 }])[1]).toEqual({
      path: 'toString',
      values: [undefined, 1],
      differs: true,
    });
  });
});

describe('the answer that most gave', () => {
  it('is found in any order of keys, and is the first of equals', () => {
    expect(mostGiven([{ a: 1 }, { a: 2, b: 1 }, { b: 1, a: 2 }])).toEqual({ a: 2, b: 1 });
    expect(mostGiven(['x', 'y'])).toBe('x');
    expect(mostGiven([])).toBeUndefined();
  });
});
