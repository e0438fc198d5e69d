import { describe, expect, it } from 'vitest';
import { typedJson, typedNumber } from './typed-json.ts';

describe('JSON that a reviewer types', () => {
  it.each([
    '{"id":"675127116845989889"}',
    '{"a":{"k":"x\\": y"},"b":[{"k" : 1},{"k":2}],"__proto__x":0.0}',
    '[1.5,-0,9007199254740991,100000000000000000000,1e21]',
    '"1e400 \\" 99999999999999999"',
  ])('is its value: %s', (text) => expect(typedJson(text)).toEqual(JSON.parse(text)));

  it.each([
    ['{"id":675127116845989889}', 'The number 675127116845989889 would become 675127116845989900; write it as text'],
    ['["\\"",-9007199254740993]', 'The number -9007199254740993 would become -9007199254740992'],
    ['1e400', 'The number 1e400 would become Infinity'],
    ['1e-400', 'The number 1e-400 would become 0'],
    ['675127116845989889.0', 'The number 675127116845989889.0 would become 675127116845989900'],
    ['[{"a":1,"a":2}]', 'A key stands twice in one object'],
    ['{"a":', 'Not valid JSON: '],
  ])('is refused in a sentence where it would change, or is none: %s', (text, sentence) =>
    expect(() => typedJson(text)).toThrow(sentence),
  );
});

describe('a number that a reviewer types', () => {
  it.each(['0', '-12', '0.005', '1234567.891', '1e21', '9007199254740991', '-0', '77777'])('is its value: %s', (text) =>
    expect(typedNumber(text)).toEqual({ number: JSON.parse(text) }),
  );

  it.each([
    '',
    ' ',
    '1,5',
    '1 000',
    '0x10',
    '12 years',
    '.',
    '-',
    '1e',
    '675127116845989889',
    '1e400',
    'NaN',
    'Infinity',
  ])('is refused where it is none, or would become another: %j', (text) =>
    expect(typedNumber(text)).toEqual({ fault: expect.stringMatching(/\.$/) }),
  );
});
