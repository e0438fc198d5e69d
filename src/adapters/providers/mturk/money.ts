/** The cents of an amount of MTurk, such as `10000.00`. */
export function centsIn(amount: string): number {
  const [whole = '0', part = ''] = amount.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2));
}

/** Cents as MTurk has them: dollars with two decimals. */
export const dollarsOf = (cents: number) => (cents / 100).toFixed(2);
