import { describe, expect, it } from 'vitest';
import { cutReport, firstBytes, maxReportBytes } from './cut-report.ts';

const bytesOf = (text: string) => Buffer.byteLength(text);

describe('an error report', () => {
  it('is kept as it came while its JSON is short', () => {
    for (const error of ['oops', null, { message: 'oops', deep: [{ line: 1 }] }]) expect(cutReport(error)).toBe(error);
    const longest = 'x'.repeat(maxReportBytes - 2);
    expect(cutReport(longest)).toBe(longest);
  });
  it('is cut to the beginning of its JSON when that is longer, and marked as cut', () => {
    const error = { message: 'x'.repeat(20), frames: Array.from({ length: 5000 }, (_, line) => ({ line })) };
    const cut = cutReport(error) as { cut: boolean; text: string };
    expect(cut.cut).toBe(true);
    expect(bytesOf(cut.text)).toBe(maxReportBytes);
    expect(JSON.stringify(error).startsWith(cut.text)).toBe(true);
    expect(JSON.parse(JSON.stringify(cut))).toEqual(cut);
  });
  it('is never cut within a character', () => {
    for (let shift = 0; shift < 4; shift++) {
      const { text } = cutReport(`${'x'.repeat(shift)}${'🦊'.repeat(10_000)}`) as { text: string };
      expect(bytesOf(text)).toBeLessThanOrEqual(maxReportBytes);
      expect(bytesOf(text)).toBeGreaterThan(maxReportBytes - 4);
      expect(text).toMatch(/🦊$/u);
      expect(text).not.toMatch(/\p{Surrogate}/u);
    }
  });
  it('is cut once, where it came in', () => {
    const cut = { cut: true, text: '"'.repeat(maxReportBytes) };
    expect(cutReport(cut)).toBe(cut);
    for (const pretended of [
      { ...cut, text: `${cut.text}"` },
      { ...cut, more: 'x' },
      { ...cut, cut: false },
      { ...cut, cut: 'true' },
      { cut: true, text: Array(maxReportBytes).fill('x') },
      { cut: false, text: Array(maxReportBytes).fill('x') },
    ])
      expect(cutReport(pretended)).toEqual({ cut: true, text: JSON.stringify(pretended).slice(0, maxReportBytes) });
  });
  it('that cannot even be written down is cut to nothing', () => {
    expect(cutReport(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toEqual({ cut: true, text: '' });
  });
});

describe('the first bytes of a text', () => {
  // The last character of each length in UTF-8, and the first of the next.
  const ends = ['\u007f\u0080', '\u07ff\u0800', '\uffff\u{10000}', '\u{10000}', '\u0080', '\u0800'];
  it.each(['', 'abc', 'äöü', '你好', 'a🦊b', '\ud800x', ...ends])(
    'of %j are as many whole characters as fit',
    (text) => {
      for (let most = 0; most <= bytesOf(text) + 1; most++) {
        const first = firstBytes(text, most);
        expect(text.startsWith(first)).toBe(true);
        expect(bytesOf(first)).toBeLessThanOrEqual(most);
        const next = [...text.slice(first.length)][0];
        if (next) expect(bytesOf(first + next)).toBeGreaterThan(most);
      }
    },
  );
});
