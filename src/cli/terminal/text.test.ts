import { describe, expect, it } from 'vitest';
import { counted, minuteOf, numberText, onOneLine, sizeText, visible } from './text.ts';

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

describe('a number', () => {
  it('has its thousands separated', () => {
    expect([0, 999, 1000, 1_234_567].map(numberText)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([counted(1, 'run'), counted(1200, 'answer')]).toEqual(['1 run', '1,200 answers']);
  });

  it('of bytes has a unit', () => {
    expect([0, 999, 1200, 3_400_000].map(sizeText)).toEqual(['0 B', '999 B', '1.2 kB', '3.4 MB']);
  });
});

describe('a time', () => {
  it('is shown to the minute, and may be missing', () => {
    expect(minuteOf('2026-03-01T09:05:59.123Z')).toBe('2026-03-01 09:05');
    expect(minuteOf(null)).toBe('');
  });
});
