/** Cents of an amount in whole units of a currency, to the hundredth of a cent: 0.07 makes 7. */
export const centsOf = (amount: number): number => Math.round(amount * 10_000) / 100;
