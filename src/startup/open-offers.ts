import { isLoopback } from '../adapters/addresses.ts';
import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import type { Access } from '../adapters/gateway/access/access.ts';
import { runUrl } from '../adapters/gateway/http/hosts.ts';
import { leadsHere } from '../adapters/providers/leads-here.ts';
import { openAccounts } from '../adapters/providers/requesters/open-accounts.ts';
import { openRequesters } from '../adapters/providers/requesters/requesters.ts';
import type { OfferId } from '../events/ids.ts';
import type { OpenRun } from '../runtime/open-run.ts';
import { openOfferService } from '../runtime/providers/offer-service.ts';
import { openProviderLoop } from '../runtime/providers/provider-loop.ts';
import type { OfferedRun } from '../runtime/providers/provider-work.ts';
import { submissionIdOf } from '../runtime/providers/submission-id.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openProviders } from './providers.ts';

type Settings = {
  runtime: Runtime;
  folder: Pick<DataFolder, 'requesters' | 'kept'>;
  access: Pick<Access, 'publicUrl'>;
  notify: (sentence: string) => void;
};

/** So often at most the places of an offer are read since a worker found nothing to do. */
const readAgainMs = 2000;

/** Who is behind what is done at providers without anybody asking for it. */
const by = 'manyhands';

/** Opens what offers runs at providers, reads their places and pays. */
export function openOffers({ runtime, folder, access, notify }: Settings) {
  const providers = openProviders();
  const requesters = openRequesters({
    ...{ file: folder.requesters, keptFolder: folder.kept, providers, now: Date.now, notify },
  });
  const accounts = openAccounts({ requesters, providers });
  const problems = new Map<string, string>();
  const progress = new Map<string, number>();
  const readings = new Map<string, { atMs: number; done: Promise<boolean> }>();
  let port = 0;
  const note = (about: string, problem?: string) => {
    if (problem === undefined) return void problems.delete(about);
    if (problems.get(about) !== problem) notify(problem);
    problems.set(about, problem);
  };
  const loop = openProviderLoop({
    work: {
      accounts,
      withinBudget: runtime.withinBudget,
      now: Date.now,
      workerId: runtime.workerId,
      submissionId: (provider, external) => submissionIdOf(runtime.workerId, provider, external),
    },
    runs: () => runtime.runs().filter(isOffered).map(offered),
    note,
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
    providers,
    requesters,
    service,
    loop,
    accounts,
    /** Reads the places of an offer now, unless they were read just before; resolves to whether that worked. */
    async readPlaces(run: string, offerId: OfferId): Promise<boolean> {
      const key = `${run} ${offerId}`;
      const known = readings.get(key);
      if (known && Date.now() - known.atMs < readAgainMs) return known.done;
      const done = loop.heard(run, offerId).then(
        () => true,
        () => false,
      );
      readings.set(key, { atMs: Date.now(), done });
      return done;
    },
    problems: () => [...problems.values()],
    listensAt(at: number) {
      port = at;
    },
    close() {
      loop.close();
      accounts.close();
      requesters.close();
    },
  };
}

const isOffered = ({ mailbox }: OpenRun): boolean => !mailbox.run.offers.entries().next().done;

const offered = ({ runId, mailbox }: OpenRun): OfferedRun => ({
  runId,
  state: () => mailbox.run,
  ask: (command) => mailbox.ask(command, by),
});
