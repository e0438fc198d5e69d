import { describe, expect, it } from 'vitest';
import { leftOutText, nameListIn } from './name-list.ts';

describe('a list of names', () => {
  it('has each name once, in order, and counts what it leaves out', () => {
    const list = nameListIn('\ufeffada\r\n bob \n\nada\n\n', 200);
    expect(list).toEqual({ names: ['ada', 'bob'], blank: 2, duplicates: 1 });
    expect(leftOutText(list)).toBe('Left out: 2 blank lines and 1 name that was there already.');
  });
  it('says nothing where nothing is left out', () => expect(leftOutText(nameListIn('ada\nbob', 200))).toBe(''));
  it('names the first line that is no name, and why', () => {
    expect(nameListIn('ada\n\u200b\nb\u0007b', 200).fault).toEqual({
      line: 2,
      reason: expect.stringContaining('must show'),
    });
    expect(nameListIn(`ada\n${'a'.repeat(201)}`, 200).fault).toEqual({
      line: 2,
      reason: expect.stringContaining('200'),
    });
  });
  it('may be empty', () => expect(nameListIn('', 200)).toEqual({ names: [], blank: 0, duplicates: 0 }));
});
