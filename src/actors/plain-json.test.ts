import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainJson } from './plain-json.ts';

const loop: Record<string, unknown> = {};
loop.again = [loop];
let deep: unknown = 1;
for (let level = 0; level < 100_000; level++) deep = [deep];
class Point {
  x = 1;
}

describe('a value of JavaScript as JSON', () => {
  it.each<[unknown, string]>([
    [{ a: [1, 'x', null, true] }, '{"a":[1,"x",null,true]}'],
    [{ at: new Date(0), url: new URL('http://a.b/') }, '{"at":"1970-01-01T00:00:00.000Z","url":"http://a.b/"}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [{ p: new Point(), none: Object.create(null) }, '{"p":{"x":1},"none":{}}'],
    [JSON.parse('{"constructor":{"prototype":1}}'), '{"constructor":{"prototype":1}}'],
    [-0, '0'],
    [[loop.nothing ?? null, [1], [1]], '[null,[1],[1]]'],
  ])('is written: %j', (value, json) => expect(plainJson(value)).toEqual({ json }));

  it.each<[string, unknown, string]>([
    ['NaN', { score: Number.NaN }, 'in "score", NaN is a number that JSON cannot hold'],
    ['Infinity', [1, Number.NEGATIVE_INFINITY], 'in "1", -Infinity is a number'],
    ['an invalid date', { day: new Date('nonsense') }, 'in "day", the date is not valid'],
    ['a map', { seen: { at: new Map([[1, 2]]) } }, 'in "seen.at", a value of the type Map cannot be written as JSON'],
    ['a set', { s: new Set() }, 'a value of the type Set cannot'],
    ['an expression', { r: /x/ }, 'a value of the type RegExp cannot'],
    ['an error', { e: new Error('x') }, 'a value of the type Error cannot'],
    ['a promise', { p: Promise.resolve(1) }, 'a value of the type Promise cannot'],
    ['bytes', { b: Buffer.from('x') }, 'a value of the type Uint8Array cannot'],
    ['a BigInt', { n: 1n }, 'in "n", 1 is a BigInt; write it as text, in quotes'],
    ['a function', { f: () => 1 }, 'in "f", a value of the type function cannot'],
    ['a symbol', { s: Symbol('x') }, 'in "s", a value of the type symbol cannot'],
    ['undefined in a list', { l: [1, undefined] }, 'in "l.1", there is undefined'],
    // biome-ignore lint/suspicious/noSparseArray: what is shown.
    ['a hole', [1, , 2], 'in "1", there is undefined'],
    ['undefined', undefined, 'there is undefined'],
    ['itself', loop, 'in "again.0", the value contains itself'],
    ['many levels', deep, 'lists and objects stand more than 100 levels deep in each other'],
    ['half of a character', { t: 'x\ud83d' }, 'in "t", the text has half of a character (\\ud83d)'],
    ['the forbidden key', JSON.parse('{"a":{"__proto__":1}}'), 'in "a", no key can be called "__proto__"'],
  ])('is refused with its path where JSON would change or lose it: %s', (_, value, words) =>
    expect(plainJson(value)).toEqual({ fault: expect.stringContaining(words) }),
  );

  it('passes on what its own code throws', () => {
    const thrown = {
      get x() {
        throw new Error('own');
      },
    };
    expect(() => plainJson(thrown)).toThrow('own');
  });

  it('is what JSON.stringify says of plain data', () =>
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const found = plainJson(value);
        if ('json' in found) expect(found.json).toBe(JSON.stringify(value));
        else expect(found.fault).toMatch(/half of a character|__proto__/);
      }),
    ));
});
