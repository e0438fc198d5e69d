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

  it('cuts long names between letters, however many bytes those have', () => {
    expect(shortened('Drama', 5)).toBe('Drama');
    expect(shortened('👍👍👍👍', 3)).toBe('👍👍…');
  });
});
