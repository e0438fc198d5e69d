import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './json-depth.ts';
import { repeatedKey } from './repeated-key.ts';

const repeatedIn = (json: string) => repeatedKey(json, shapeOf(json), JSON.parse(json));

describe('a key that stands twice in one object', () => {
  it.each([
    ['{"a":1,"a":2}', 'a', 7],
    ['{"a": {"b": 1, "c": [], "b": 2}}', 'b', 24],
    ['[{"a":1},{"b":[{"c":1},{"d":1,"d" :1}]}]', 'd', 30],
    ['{"a:b":1,"\\u0061:b":1}', 'a:b', 9],
    ['{"":0,"":0}', '', 6],
    ['{"__proto__":1,"__proto__":2}', '__proto__', 15],
    ['{"a":{"x":":"},"a":{"y":1}}', 'a', 15],
  ])('is found, with its second place: %s', (json, key, at) => expect(repeatedIn(json)).toEqual({ key, at }));

  it.each([
    '[{"a":1},{"a":1}]',
    '{"a":{"a":{"a":1}},"b":["a","a",":"]}',
    '{"a":"\\"a\\":1,","b":"a","A":1}',
    '{"__proto__":1}',
    '"a:b"',
    'null',
  ])('is not one that stands in another object, or in a text: %s', (json) => expect(repeatedIn(json)).toBeUndefined());

  it('is in no JSON that was made of a value', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, space) => {
        expect(repeatedIn(JSON.stringify(value, null, space))).toBeUndefined();
      }),
    ));

  it('is found at any place of any object', () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }),
        fc.nat(),
        (object, nth) => {
          const keys = Object.keys(object);
          const key = keys[nth % keys.length]!;
          const json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:0}`;
          expect(repeatedIn(json)).toMatchObject({ key });
        },
      ),
    ));
});
