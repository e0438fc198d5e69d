import { expect, it } from 'vitest';
import { bonusText } from '../actors/money.ts';
import { amountText, moneyText } from './money.ts';

it.each([
  [0, '0.00'],
  [5, '0.05'],
  [150, '1.50'],
  [7.5, '0.075'],
  [0.25, '0.0025'],
  [123_456_789, '1234567.89'],
])('writes %s cents as %s', (cents, text) => expect(amountText(cents)).toBe(text));

it('writes an amount with its currency after it, in refusals, too', () => {
  expect(moneyText(150, 'USD')).toBe('1.50 USD');
  expect(moneyText(150, '')).toBe('1.50');
  for (const cents of [1, 50, 150, 123_456, 10_000_000]) expect(bonusText(cents, 'EUR')).toBe(moneyText(cents, 'EUR'));
});
