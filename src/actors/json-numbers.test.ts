import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { becomes, numberFault } from './json-numbers.ts';

describe('a number in digits', () => {
  it.each([
    ['9007199254740993', '9007199254740992'],
    ['675127116845989889', '675127116845989900'],
    ['-675127116845989889.0', '-675127116845989900'],
    ['6.75127116845989889e17', '675127116845989900'],
    ['9007199254740993.5', '9007199254740994'],
    ['123456789012345678901234567890', '1.2345678901234568e+29'],
    ['1e400', 'infinite'],
    ['-1E+400', 'infinite'],
    ['9'.repeat(400), 'infinite'],
    ['1e-400', '0'],
    [`0.${'0'.repeat(400)}1`, '0'],
  ])('would be another one when it is read: %s', (text, other) => expect(becomes(text)).toBe(other));

  it.each([
    '0',
    '-0',
    '0e999',
    '0.0',
    '1.0',
    '007',
    '+5',
    '9007199254740992',
    '9007199254740994',
    '1e21',
    '1e308',
    '5e-324',
  ])('stays what it is: %s', (text) => expect(becomes(text)).toBeUndefined());

  it('may have more digits behind the point than a number has', () =>
    expect(becomes('0.1234567890123456789')).toBeUndefined());

  it('stays what it is if JavaScript wrote it', () =>
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => becomes(JSON.stringify(value)) === undefined,
      ),
    ));

  it('of the whole ones stays just if its digits do', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (value) => {
        expect(becomes(String(value)) === undefined).toBe(JSON.stringify(Number(value)) === String(value));
      }),
    ));

  it('has a sentence that says what to do, and shows no more of it than fits', () => {
    expect(numberFault('675127116845989889')).toBe(
      'the number 675127116845989889 would become 675127116845989900; write it as text, in quotes',
    );
    expect(numberFault('9'.repeat(400))).toBe(
      `the number ${'9'.repeat(40)}… is larger than can be stored; write it as text, in quotes`,
    );
    expect(numberFault('12')).toBeUndefined();
  });
});
