import { z } from 'zod';

/** The largest pay for one unit, in whole units of a currency. */
export const maxUnitPay = 1_000_000;
/** The largest bonus, in cents. */
export const maxBonusCents = 10_000_000;

/** The pay for one unit, in whole units of a currency; all units of a run together still are a number that is exact. */
export const unitPay = z
  .number('must be a number')
  .min(0, 'must be 0 or more')
  .max(maxUnitPay, `must be at most ${maxUnitPay.toLocaleString('en')}`);

/** A bonus, in cents. */
export const bonusCents = z
  .int('must be a whole number of cents')
  .positive('must be more than 0')
  .max(maxBonusCents, `must be at most ${maxBonusCents.toLocaleString('en')}`);

/** An amount in cents as people read and type it: `1.50`; fractions of a cent are shown. */
export function amountText(cents: number): string {
  const text = (Math.round(cents * 100) / 10_000).toFixed(4);
  return text.replace(/0{1,2}$/, '');
}

/** An amount with its currency: `1.50 USD`; without a known currency the amount alone. */
export const moneyText = (cents: number, currency: string): string => `${amountText(cents)} ${currency}`.trim();

/** Reads an amount as a person types it, such as `1.50` or `1,50`, into cents, or says why it is none. */
export function readAmount(typed: string): { cents: number } | { fault: string } {
  const plain = typed.trim().replace(',', '.');
  if (!/^(\d+(\.\d{0,2})?|\.\d{1,2})$/.test(plain))
    return { fault: 'Enter an amount such as 0.50, with at most two decimals.' };
  const cents = Math.round(Number(plain) * 100);
  if (cents === 0) return { fault: 'A bonus must be more than 0.' };
  return cents > maxBonusCents ? { fault: 'A bonus can be at most 100,000.' } : { cents };
}
