import { describe, expect, it } from 'vitest';
import { beginningOf, piecesOf, seenText } from './pieces.ts';

describe('a text from elsewhere', () => {
  it('shows what would turn a line around, hide words or ring a bell', () => {
    expect(seenText('a\u202eb\u200bc\u0007d\u2066e\u2028f')).toBe('a[U+202E]b[U+200B]c[U+0007]d[U+2066]e[U+2028]f');
  });

  it('shows half characters and tags', () => {
    expect(seenText('x\ud83dy\udc00z\u{e0041}')).toBe('x[U+D83D]y[U+DC00]z[U+E0041]');
  });

  it('keeps letters of all scripts, line breaks, tabs and joined emoji', () => {
    const text = 'naïve\n\t日本語 שלום 👩‍🔬 क्ष';
    expect(piecesOf(text)).toEqual([{ text, isMark: false }]);
    expect(seenText('one\r\ntwo')).toBe('one\ntwo');
  });

  it('stacks no more than eight marks on a letter', () => {
    expect(seenText(`Z${'\u0334\u0301'.repeat(50)}algo`)).toBe(`Z${'\u0334\u0301'.repeat(4)}[92 more marks]algo`);
    expect(seenText('Việt Nam, נִקּוּד, ก็')).toBe('Việt Nam, נִקּוּד, ก็');
  });

  it('is never cut through a character', () => {
    expect(beginningOf('ab😀cd', 3)).toEqual({ text: 'ab', isCut: true });
    expect(beginningOf('ab😀cd', 4)).toEqual({ text: 'ab😀', isCut: true });
    expect(beginningOf('abc', 3)).toEqual({ text: 'abc', isCut: false });
  });
});
