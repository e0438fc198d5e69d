import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultWords, jsonFault, jsonPath } from './json-faults.ts';

const wordsOf = (json: string) => {
  const fault = jsonFault(json);
  return fault && faultWords(fault);
};

/** What can be kept as it is: whole texts, and no key that is forbidden. */
const text = fc.string({ unit: 'binary' }).filter((one) => one !== '__proto__');
const key = fc.oneof(text, fc.constantFrom('constructor', 'prototype', '', 'a.b', '"', '\\'));
const { value: storable } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));

describe('JSON that would not be kept as it is', () => {
  it.each([
    ['{"a":[1,{"b":2e309}]}', 'in "a.1.b", the number 2e309 is larger than can be stored; write it as text, in quotes'],
    ['[675127116845989889]', 'in "0", the number 675127116845989889 would become 675127116845989900'],
    ['675127116845989889', 'the number 675127116845989889 would become'],
    ['{"a,{[":"}","b":1e-999}', 'in "b", the number 1e-999 would become 0'],
    ['[[],{},[1,2],{"x":[{"y":1},1e999]}]', 'in "3.x.1", the number 1e999'],
    ['{"t":"half \\ud83d"}', 'in "t", the text has half of a character (\\ud83d)'],
    ['["\\ude00\\ud83d"]', 'in "0", the text has half of a character (\\ude00)'],
    ['{"a":{"\\udc00":1}}', 'in "a", a key has half of a character (\\udc00)'],
    ['{"a":[{"__proto__":1}]}', 'in "a.0", no key can be called "__proto__"'],
    ['{"\\u005f_pr\\u006Fto__" :1}', 'no key can be called "__proto__"'],
  ])('is found with its path: %s', (json, words) => expect(wordsOf(json)).toContain(words));

  it.each([
    '"__proto__"',
    '{"a":"__proto__","constructor":{"prototype":1}}',
    '"675127116845989889"',
    '{"675127116845989889":"1e400"}',
    '"\\ud83d\\ude00"',
    '"\\\\ud83d"',
    '[1.5,-2e10,1e-7,0.12345678901234567890]',
    '""',
  ])('is not %s', (json) => expect(wordsOf(json)).toBeUndefined());

  it('is nothing that JavaScript has written of whole texts', () =>
    fc.assert(fc.property(storable, (value) => wordsOf(JSON.stringify(value)) === undefined)));

  it('is found wherever it stands', () =>
    fc.assert(
      fc.property(storable, fc.array(key, { minLength: 1, maxLength: 5 }), fc.nat(), (beside, keys, seed) => {
        const path = keys.map((one, at) => ((seed >> at) % 2 ? '1' : one));
        const json = keys.reduceRight(
          (inner, one, at) =>
            (seed >> at) % 2 ? `[${JSON.stringify(beside)}, ${inner}]` : `{${JSON.stringify(one)} : ${inner}}`,
          '18446744073709551615',
        );
        expect(jsonFault(json)?.path).toEqual(path);
      }),
    ));

  it('has the path of a key without that key', () => {
    const json = '{"a":{"b":1}}';
    expect(jsonPath(json, json.indexOf('"b"'))).toEqual(['a']);
    expect(jsonPath(json, json.indexOf('1'))).toEqual(['a', 'b']);
  });
});
