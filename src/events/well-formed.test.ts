import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wellFormed } from './well-formed.ts';

describe('a JSON value made well-formed', () => {
  it('has U+FFFD for each half of a surrogate pair, in texts, keys and lists', () => {
    expect(wellFormed({ note: 'n\ud800', 'k\udc00': ['a', 'b\ud800c'] })).toEqual({
      note: 'n\ufffd',
      'k\ufffd': ['a', 'b\ufffdc'],
    });
  });
  it('keeps whole pairs, numbers, booleans and null', () => {
    const value = { face: '\ud83d\ude00', n: 1.5, yes: true, none: null };
    expect(wellFormed(value)).toEqual(value);
  });
  it('keeps what is not plain data as it is', () => {
    const bytes = new Uint8Array([1]);
    expect(wellFormed({ bytes }).bytes).toBe(bytes);
  });
  it('survives UTF-8, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = JSON.stringify(wellFormed(value));
        expect(Buffer.from(json).toString()).toBe(json);
      }),
    );
  });
});
