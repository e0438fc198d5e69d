import { overview } from '../../../../src/api/runs.ts';
import { useEndpointQuery } from '../../data/api.ts';

/** The currency in which a run pays, as three letters; empty until it is known. */
export function useCurrency(run: string | undefined): string {
  const { data } = useEndpointQuery(overview, {});
  return data?.runs.find(({ id }) => id === run)?.currency ?? '';
}
