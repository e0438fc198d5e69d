import { describe, expect, it } from 'vitest';
import { barsOfBins, shortened } from './bins.ts';

describe('a histogram', () => {
  it('names its bars by their borders', () => {
    const bins = [
      { from: 0, to: 12.5, count: 3 },
      { from: 1000, to: 1000, count: 1 },
    ];
    expect(barsOfBins(bins, ' s')).toEqual([
      { name: '0–12.5 s', value: 3 },
      { name: '1,000 s', value: 1 },
    ]);
  });

  it('tells one bar from the next, however large the numbers are', () => {
    const names = (...borders: [number, number][]) =>
      barsOfBins(borders.map(([from, to]) => ({ from, to, count: 0 }))).map(({ name }) => name);
    expect(names([1000, 1009], [1010, 1019])).toEqual(['1,000–1,009', '1,010–1,019']);
    expect(names([1000.5, 1001.25], [1001.25, 1002])).toEqual(['1,000.5–1,001.25', '1,001.25–1,002']);
    expect(names([-1.7e308, 0.5], [0.5, 1.7e308])).toEqual(['-1.7E308–0.5', '0.5–1.7E308']);
    expect(names([0, 33.3333333], [33.3333333, 66.6666667])).toEqual(['0–33.3', '33.3–66.7']);
  });

  it('cuts long names between letters, however many bytes those have', () => {
    expect(shortened('Drama', 5)).toBe('Drama');
    expect(shortened('👍👍👍👍', 3)).toBe('👍👍…');
  });
});
