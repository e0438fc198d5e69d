import { isClearName } from '../../../api/names.ts';
import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';
import { isPlaceholder } from '../../../runtime/config/panel-keys.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import { refuse } from '../http/refusals.ts';
import type { Place } from './signed-tokens.ts';

type Query = Readonly<Record<string, unknown>>;
type Settings = { runs: Pick<RunCalls, 'offerFor'>; providers: readonly Provider[] };

/** The providers at which a run asks for workers. */
const offeredAt = ({ offers = [] }: Pick<TaskConfig, 'offers'>, providers: readonly Provider[]): Provider[] =>
  offers.flatMap(({ provider }) => providers.find(({ name }) => name === provider) ?? []);

/** The origins of the providers of a run that show workers' pages within their own. */
export const embeddingOf = (config: Pick<TaskConfig, 'offers'>, providers: readonly Provider[]): string[] => [
  ...new Set(offeredAt(config, providers).flatMap(({ embeddedBy = [] }) => embeddedBy)),
];

/**
 * Who comes by a link of a provider to a run with offers, and the place that they took there; `preview` for somebody who only looks, and undefined
 * for one whose link says nothing. Refuses a link into which nobody has put an id, and a visitor from where the run is not offered.
 */
export async function visitorOf(
  { runs, providers }: Settings,
  { run, config }: Pick<RunDescription, 'run' | 'config'>,
  query: Query,
): Promise<{ worker: string; place: Place } | 'preview' | undefined> {
  if (!config.offers) return undefined;
  const here = offeredAt(config, providers);
  if (here.some((provider) => provider.isPreview?.(query))) return 'preview';
  for (const provider of here) {
    const visitor = provider.visitor?.(query);
    if (!visitor) continue;
    const { worker, submission, offer } = visitor;
    if (!isClearName(worker)) throw refuse('link/no-worker-in-it');
    if (submission === undefined) return 'preview';
    const { name } = provider;
    if (!(await runs.offerFor({ run, provider: name, offer }))) throw refuse('link/not-offered');
    const handIn = provider.handIn?.(query);
    const place = { provider: name, submission, ...(offer ? { offer } : {}), ...(handIn ? { handIn } : {}) };
    return { worker, place: place as Place };
  }
  if (providers.some((provider) => provider.visitor?.(query))) throw refuse('link/not-offered');
  if (Object.values(query).some((value) => typeof value !== 'string' || isPlaceholder(value.trim())))
    throw refuse('link/no-worker-in-it');
  return undefined;
}
