import { describe, expect, it } from 'vitest';
import { alphaLabel, formatFigure, percent } from './explanations.ts';

describe('alpha in a word', () => {
  it.each([
    [1, 'reliable'],
    [0.8, 'reliable'],
    [0.7, 'usable with care'],
    [0.5, 'too low to rely on'],
    [0, 'no better than chance'],
    [-0.2, 'no better than chance'],
  ])('of %d is "%s"', (alpha, word) => expect(alphaLabel(alpha)).toBe(word));
});

describe('a figure', () => {
  it('has two or three decimals', () => {
    expect(formatFigure(1)).toBe('1.00');
    expect(formatFigure(0.66666)).toBe('0.667');
    expect(formatFigure(-0.1)).toBe('-0.10');
    expect(formatFigure(-1e-17)).toBe('0.00');
  });

  it('is a dash where there is none', () => {
    expect(percent(null)).toBe('–');
    expect(percent(0.856)).toBe('86 %');
  });
});
