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

/** The currency of a run, as three letters; empty until it is loaded. */
export function useCurrency(run: string | undefined): string {
  const { data } = useEndpointQuery(overview, {});
  return data?.runs.find(({ id }) => id === run)?.currency ?? '';
}
