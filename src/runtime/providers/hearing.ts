import type { OfferId } from '../../events/ids.ts';
import type { AccountNotes } from '../ports/account-notes.ts';
import type { ProviderEvent } from '../ports/provider-account.ts';
import { refuse } from '../refusals/refusals.ts';
import { type OfferedRun, type ProviderWork, timeOf } from './provider-work.ts';

type Settings = {
  work: ProviderWork;
  notes: Pick<AccountNotes, 'subscription' | 'keepSubscription'>;
  runs: () => readonly OfferedRun[];
  /** Where a provider reaches us about an account; undefined where it cannot. */
  addressOf: (requester: string, isSimulated: boolean) => string | undefined;
  /** Reads what was heard of: these places of an offer, or all of it. */
  heard: (run: string, offerId: OfferId, submissions?: readonly string[]) => Promise<void>;
};

/** A message of a provider, as it came. */
export type ProviderMessage = { body: Uint8Array; headers: Readonly<Record<string, string | undefined>> };

/** How many events are remembered, so that one which comes twice is read once. */
const maxRemembered = 10_000;
/** What comes within this time is read together. */
const gatherMs = 300;
/** A provider may have ended a subscription whose messages nobody took for days. */
const renewAfterMs = 24 * 60 * 60_000;

/** Takes messages of providers: what they are about is read anew, so that a forged or a lost one changes nothing. */
export type Hearing = ReturnType<typeof openHearing>;

/** Opens it. */
export function openHearing({ work, notes, runs, addressOf, heard }: Settings) {
  const seen = new Set<string>();
  let waiting: Heard[] = [];
  let reading: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function isNew(requester: string, { id }: ProviderEvent): boolean {
    const key = `${requester} ${id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > maxRemembered && oldest !== undefined) seen.delete(oldest);
    return true;
  }

  function readWaiting() {
    clearTimeout(timer);
    timer = undefined;
    const now = waiting;
    waiting = [];
    reading = reading.then(async () => {
      // What cannot be read now is read when its time comes.
      for (const { run, offerId, places, isWhole } of meant(runs(), now))
        await heard(run, offerId, isWhole ? undefined : [...places]).catch(() => undefined);
    });
  }

  return {
    /** Has the provider of an account tell of changes, where it can reach us: once for an address, and anew now and then. */
    async subscribe(requester: string): Promise<void> {
      const { account, isSimulated } = await work.accounts.open(requester);
      const address = addressOf(requester, isSimulated);
      if (!account.subscribe || address === undefined) return;
      const known = notes.subscription(requester);
      if (known?.address === address && work.now() - Date.parse(known.at) < renewAfterMs) return;
      const proof = await account.subscribe(address);
      notes.keepSubscription(requester, { address, proof, at: timeOf(work) });
    },
    /** Takes a message about an account; throws `provider-event/forged`, whatever is wrong with it. */
    async take(requester: string, message: ProviderMessage): Promise<void> {
      const known = notes.subscription(requester);
      if (!known) throw refuse('provider-event/forged', {});
      const { account } = await work.accounts.open(requester);
      const event = account.eventOf?.(message, known.proof, timeOf(work));
      if (!event) throw refuse('provider-event/forged', {});
      if (!isNew(requester, event)) return;
      waiting.push({ requester, event });
      timer ??= setTimeout(readWaiting, gatherMs).unref();
    },
    /** Resolves once everything that was heard is read. */
    async settled(): Promise<void> {
      while (timer) {
        readWaiting();
        await reading;
      }
      await reading;
    },
    close: () => clearTimeout(timer),
  };
}

type Heard = { requester: string; event: ProviderEvent };
type Meant = { run: string; offerId: OfferId; places: Set<string>; isWhole: boolean };
type Listening = Meant & { requester: string; external: string };

/** What is to be read of which published offers: a place of the offer that it is known to be of, or else of each offer of the account. */
function meant(runs: readonly OfferedRun[], heard: readonly Heard[]): Meant[] {
  const offers = runs.flatMap(listeningIn);
  const known = offersOfPlaces(runs);
  for (const { requester, event } of heard) {
    const { offer, submission } = event;
    for (const one of offers) {
      if (one.requester !== requester.toLowerCase()) continue;
      if (submission === undefined) one.isWhole ||= one.external === offer;
      else if (known.get(submission)?.has(one.offerId) !== false) one.places.add(submission);
    }
  }
  return offers.filter(({ isWhole, places }) => isWhole || places.size > 0);
}

const listeningIn = (run: OfferedRun): Listening[] =>
  [...run.state().offers.entries()].flatMap(
    ([
      id,
      {
        context: { external, requester },
      },
    ]) => {
      if (external === undefined) return [];
      const nothing = { places: new Set<string>(), isWhole: false };
      return [{ run: run.runId, offerId: id as OfferId, external, requester: requester.toLowerCase(), ...nothing }];
    },
  );

/** The offers that each place is of, by its name at the provider. */
function offersOfPlaces(runs: readonly OfferedRun[]): Map<string, Set<OfferId>> {
  const known = new Map<string, Set<OfferId>>();
  for (const run of runs)
    for (const [, { context }] of run.state().submissions.states.entries())
      known.set(context.external, (known.get(context.external) ?? new Set()).add(context.offerId));
  return known;
}
