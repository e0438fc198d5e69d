import { maxBonusCents } from '../../../src/api/money.ts';
import { overview } from '../../../src/api/runs.ts';
import { useEndpointQuery } from '../data/api.ts';

/** Cents as an amount of their currency, such as `$1.50`; without a known currency as a plain number. */
export function formatMoney(cents: number, currency: string): string {
  const isKnown = /^[A-Z]{3}$/.test(currency);
  if (!isKnown) return (cents / 100).toFixed(2);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(cents / 100);
}

/** Parses a typed amount, such as `0.50` or `0,50`, into cents, or returns why it is invalid. */
export function centsOf(typed: string): { cents: number } | { fault: string } {
  const plain = typed.trim().replace(',', '.');
  if (!/^(\d+(\.\d{0,2})?|\.\d{1,2})$/.test(plain))
    return { fault: 'Enter an amount such as 0.50, with at most two decimals.' };
  const cents = Math.round(Number(plain) * 100);
  if (cents === 0) return { fault: 'A bonus must be more than 0. Leave the field empty for none.' };
  return cents > maxBonusCents ? { fault: 'A bonus can be at most 100,000.' } : { cents };
}

/** The currency of a run, as three letters; empty until it is loaded. */
export function useCurrency(run: string | undefined): string {
  const { data } = useEndpointQuery(overview, {});
  return data?.runs.find(({ id }) => id === run)?.currency ?? '';
}
