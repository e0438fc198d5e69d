import { describe, expect, it } from 'vitest';
import { onOneLine, visible } from './visible.ts';

describe("text from a worker's hand", () => {
  it('cannot clear the screen, colour it, or reverse the line', () => {
    expect(visible('a\x1b[2Jb\x9b31mc\u202ed\x07')).toBe('a\\u001b[2Jb\\u009b31mc\\u202ed\\u0007');
  });

  it('keeps its letters, line breaks and tabs', () => {
    expect(visible('naïve\n\t日本語 👩‍🔬')).toBe('naïve\n\t日本語 👩‍🔬');
  });

  it('is the same JSON as before', () => {
    const answer = { text: 'x\x9b2J\u2028"\\' };
    expect(JSON.parse(visible(JSON.stringify(answer)))).toEqual(answer);
  });

  it('takes one line where only one is free', () => {
    expect(onOneLine('  two\nlines\r\n')).toBe('two lines');
  });
});
