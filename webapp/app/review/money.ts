import { overview } from '../../../src/api/runs.ts';
import { useEndpointQuery } from '../data/api.ts';

/** The currency of a run, as three letters; empty until it is loaded. */
export function useCurrency(run: string | undefined): string {
  const { data } = useEndpointQuery(overview, {});
  return data?.runs.find(({ id }) => id === run)?.currency ?? '';
}
