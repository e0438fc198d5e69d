import { describe, expect, it } from 'vitest';
import { rangeOf } from './file-range.ts';

describe('a range of a file', () => {
  it('is what the header asks for, as far as it is there', () => {
    expect(rangeOf('bytes=0-99', 1000)).toEqual({ first: 0, last: 99 });
    expect(rangeOf('bytes=900-', 1000)).toEqual({ first: 900, last: 999 });
    expect(rangeOf('bytes=900-5000', 1000)).toEqual({ first: 900, last: 999 });
    expect(rangeOf('bytes=-100', 1000)).toEqual({ first: 900, last: 999 });
    expect(rangeOf('bytes=-5000', 1000)).toEqual({ first: 0, last: 999 });
  });

  it('is all without a header, or with one that asks for several or in other units', () => {
    for (const header of [undefined, '', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-', 'bytes=a-b']) {
      expect(rangeOf(header, 1000)).toBe('all');
    }
  });

  it('is none behind the end, turned around, or in an empty file', () => {
    expect(rangeOf('bytes=1000-', 1000)).toBe('none');
    expect(rangeOf('bytes=9-3', 1000)).toBe('none');
    expect(rangeOf('bytes=0-', 0)).toBe('none');
    expect(rangeOf('bytes=-0', 1000)).toBe('none');
  });
});
