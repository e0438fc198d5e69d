import { isLoopback } from '../adapters/addresses.ts';
import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import type { Access } from '../adapters/gateway/access/access.ts';
import { localUrl, runUrl } from '../adapters/gateway/http/hosts.ts';
import { leadsHere } from '../adapters/providers/leads-here.ts';
import { openAccounts } from '../adapters/providers/requesters/open-accounts.ts';
import { openRequesters, type Requesters } from '../adapters/providers/requesters/requesters.ts';
import type { OfferId } from '../events/ids.ts';
import type { OpenRun } from '../runtime/open-run.ts';
import type { Provider } from '../runtime/ports/provider.ts';
import { openHearing } from '../runtime/providers/hearing.ts';
import { openOfferService } from '../runtime/providers/offer-service.ts';
import { openProviderLoop, type ProviderLoop } from '../runtime/providers/provider-loop.ts';
import type { OfferedRun, ProviderWork } from '../runtime/providers/provider-work.ts';
import { submissionIdOf } from '../runtime/providers/submission-id.ts';
import { openTellWorkers } from '../runtime/providers/tell-workers.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openProviders } from './providers.ts';

type Settings = {
  runtime: Runtime;
  requesters: Requesters;
  providers: readonly Provider[];
  access: Pick<Access, 'publicUrl'>;
  notify: (sentence: string) => void;
  now?: () => number;
};

/** So often at most the places of an offer are read since a worker found nothing to do. */
const readAgainMs = 2000;

type Opened = Omit<Settings, 'requesters' | 'providers'> & { folder: Pick<DataFolder, 'requesters' | 'kept'> };

/** Opens the accounts at providers, and what is done through them. */
export function openAtProviders({ folder, ...settings }: Opened) {
  const { now = Date.now, notify } = settings;
  const providers = openProviders();
  const requesters = openRequesters({
    ...{ file: folder.requesters, keptFolder: folder.kept, providers, now, notify },
  });
  const offers = openOffers({ ...settings, requesters, providers });
  const close = () => {
    offers.close();
    requesters.close();
  };
  return { ...offers, providers, requesters, close };
}

/** Who is behind what is done at providers without anybody asking for it. */
const by = 'manyhands';

/** Opens what offers runs at providers, reads their places and pays. */
export function openOffers({ runtime, requesters, providers, access, notify, now = Date.now }: Settings) {
  const accounts = openAccounts({ requesters, providers });
  const problems = new Map<string, string>();
  const progress = new Map<string, number>();
  let port = 0;
  const note = (about: string, problem?: string) => {
    if (problem === undefined) return void problems.delete(about);
    if (problems.get(about) !== problem) notify(problem);
    problems.set(about, problem);
  };
  const work: ProviderWork = {
    ...{ accounts, now, withinBudget: runtime.withinBudget, workerId: runtime.workerId },
    submissionId: (provider, external) => submissionIdOf(runtime.workerId, provider, external),
  };
  const { mailbox: workspace } = runtime.workspace;
  // The offers of an imported run are those of where it came from, which still looks after them.
  const isOwn = ({ runId }: OpenRun) => !workspace.state.brought.has(runId);
  const runs = () =>
    runtime
      .runs()
      .filter((run) => isOffered(run) && isOwn(run))
      .map(offered);
  const { notes } = requesters;
  const hearing = openHearing({
    ...{ work, notes, runs },
    addressOf(requester, isSimulated) {
      const path = `api/provider-events/${encodeURIComponent(requester)}`;
      // Only a provider on this machine can reach what has no public address.
      if (isSimulated) return port === 0 ? undefined : new URL(path, localUrl(port)).href;
      return access.publicUrl?.protocol === 'https:' ? new URL(path, access.publicUrl).href : undefined;
    },
    heard: (run, offer, submissions) => loop.heard(run, offer, submissions),
  });
  const loop = openProviderLoop({
    ...{ work, runs, note, subscribe: hearing.subscribe },
    tellWorkers: openTellWorkers({
      ...{ work, notes, runs },
      workspace: () => ({ state: workspace.state, sequence: workspace.sequence }),
    }),
    onProgress: (run, offer, places) => void progress.set(`${run} ${offer}`, places),
  });
  runtime.onCommit((run) => {
    if (isOffered(run)) loop.wake();
  });
  const service = openOfferService({
    runtime,
    loop,
    accounts,
    withinBudget: runtime.withinBudget,
    addressOf: (run) => {
      const address = runUrl(run, port, access.publicUrl);
      const { protocol, hostname } = new URL(address);
      return { address, isPublic: protocol === 'https:' && !isLoopback(hostname) && !hostname.endsWith('.localhost') };
    },
    requireReached: leadsHere,
    progressOf: (run, offer) => ({
      places: progress.get(`${run} ${offer}`),
      problem: problems.get(`offer ${run} ${offer}`),
    }),
  });
  return {
    service,
    loop,
    hearing,
    accounts,
    readPlaces: openReadPlaces(loop),
    problems: () => [...problems.values()],
    listensAt(at: number) {
      port = at;
    },
    close() {
      hearing.close();
      loop.close();
      accounts.close();
    },
  };
}

/** Reads the places of an offer now, unless they were read just before; resolves to whether that worked. */
function openReadPlaces({ heard }: Pick<ProviderLoop, 'heard'>) {
  const readings = new Map<string, { atMs: number; done: Promise<boolean> }>();
  return async (run: string, offerId: OfferId): Promise<boolean> => {
    const key = `${run} ${offerId}`;
    const known = readings.get(key);
    if (known && Date.now() - known.atMs < readAgainMs) return known.done;
    const done = heard(run, offerId).then(
      () => true,
      () => false,
    );
    readings.set(key, { atMs: Date.now(), done });
    return done;
  };
}

const isOffered = ({ mailbox }: OpenRun): boolean => !mailbox.run.offers.entries().next().done;

const offered = ({ runId, mailbox }: OpenRun): OfferedRun => ({
  runId,
  state: () => mailbox.run,
  ask: (command) => mailbox.ask(command, by),
});
