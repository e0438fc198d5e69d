import { describe, expect, it } from 'vitest';
import { moneyText, readAmount } from '../../../src/api/money.ts';
import { formatCount, formatDuration, formatShare, formatTimeNarrow, nameOf, unitName } from './labels.ts';

describe('an amount', () => {
  it('is typed in units of the currency and sent in cents', () => {
    expect(['1', '0.5', '0,50', '.05', ' 12.34 ', '19.99', '100000'].map(readAmount)).toEqual(
      [100, 50, 50, 5, 1234, 1999, 10_000_000].map((cents) => ({ cents })),
    );
  });

  it('is refused with a reason if it is none', () => {
    for (const typed of ['', '0', '-1', '1.234', '1,000.00', '1e3', 'ten', '100000.01', '=1+1']) {
      expect(readAmount(typed)).toEqual({ fault: expect.any(String) });
    }
  });

  it('is shown in its currency', () => {
    expect(moneyText(150, 'USD')).toBe('1.50 USD');
    expect(moneyText(0.5, 'EUR')).toBe('0.005 EUR');
    expect(moneyText(5, '')).toBe('0.05');
  });
});

describe('the labels of the screens', () => {
  it('name times, shares, counts and authors', () => {
    expect([4.26, 12.6, 185, 7800, null].map(formatDuration)).toEqual([
      '4.3 s',
      '13 s',
      '3 min 5 s',
      '2 h 10 min',
      '–',
    ]);
    expect([formatShare(1, 3), formatShare(0, 0)]).toEqual(['33 %', '–']);
    expect([formatCount(1, 'unit'), formatCount(1200, 'unit')]).toEqual(['1 unit', '1,200 units']);
    expect(nameOf('reviewer:anna')).toBe('anna');
    expect(nameOf('reviewer:clock')).toBe('clock');
    expect(nameOf('assessment:films-1')).toBe('Manyhands, judging answers');
    expect(nameOf('clock')).toBe('Manyhands, at a deadline');
    expect(unitName({ id: 'films-1.12.0', run: 'films-1', title: 'Films' })).toBe('unit 12.0 of Films');
    // Only between the day and the time is there a space that can break.
    expect(formatTimeNarrow('2026-11-30T08:51:00Z')).toMatch(/^Nov\u00a030,\u00a02026, \d+:\d\d\s[AP]M$/);
    expect(formatTimeNarrow('2026-11-30T08:51:00Z').split(' ')).toHaveLength(2);
    expect(formatTimeNarrow(null)).toBe('–');
  });
});
