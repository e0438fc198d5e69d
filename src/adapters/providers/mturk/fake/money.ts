/** An amount of dollars as the wire has it, in cents. */
export function centsOf(amount: string): number {
  const [dollars = '0', part = ''] = amount.split('.');
  return Number(dollars) * 100 + Number(part.padEnd(2, '0'));
}

/** Cents as the wire has them. */
export const dollarsOf = (cents: number) => (cents / 100).toFixed(2);
