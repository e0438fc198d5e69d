/** Cents of an amount in whole units of a currency, to the hundredth of a cent: 0.07 makes 7. */
export const centsOf = (amount: number): number => Math.round(amount * 10_000) / 100;

/** Cents as a person reads them, in the currency: `USD 1.50`; fractions of a cent are shown. */
export const moneyText = (cents: number, currency: string): string =>
  `${currency} ${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`.trim();
