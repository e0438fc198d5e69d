import { expect, it } from 'vitest';
import { amountText } from './money.ts';

it.each([
  [0, '0.00'],
  [5, '0.05'],
  [150, '1.50'],
  [7.5, '0.075'],
  [0.25, '0.0025'],
  [123_456_789, '1234567.89'],
])('writes %s cents as %s', (cents, text) => expect(amountText(cents)).toBe(text));
