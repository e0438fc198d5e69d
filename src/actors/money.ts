/** Cents of an amount in whole units of a currency, to the hundredth of a cent: 0.07 makes 7. */
export const centsOf = (amount: number): number => Math.round(amount * 10_000) / 100;

/** A bonus, which has whole cents, as a person reads it in a refusal: `1.50 USD`. */
export const bonusText = (cents: number, currency: string): string => `${(cents / 100).toFixed(2)} ${currency}`;
