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
  /** What is to be read, by run and offer; all of the offer without places. */
  let waiting = new Map<string, { run: string; offerId: OfferId; places: Set<string>; isWhole: boolean }>();
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

  function readLater(requester: string, event: ProviderEvent) {
    for (const { run, offerId } of offersMeant(runs(), requester, event)) {
      const key = `${run} ${offerId}`;
      const known = waiting.get(key) ?? { run, offerId, places: new Set(), isWhole: false };
      if (event.submission === undefined) known.isWhole = true;
      else known.places.add(event.submission);
      waiting.set(key, known);
    }
    timer ??= setTimeout(readWaiting, gatherMs).unref();
  }

  function readWaiting() {
    clearTimeout(timer);
    timer = undefined;
    const now = waiting;
    waiting = new Map();
    reading = reading.then(async () => {
      for (const { run, offerId, places, isWhole } of now.values())
        // What cannot be read now is read when its time comes.
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
      if (isNew(requester, event)) readLater(requester, event);
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

/** The published offers of an account that an event can be about: that of a place, if it is known here, or each. */
function offersMeant(runs: readonly OfferedRun[], requester: string, { offer, submission }: ProviderEvent) {
  const published = runs.flatMap((run) =>
    [...run.state().offers.entries()].flatMap(([id, { context }]) => {
      if (context.requester.toLowerCase() !== requester.toLowerCase() || context.external === undefined) return [];
      return [{ run: run.runId, offerId: id as OfferId, external: context.external, submissions: run.state().submissions }];
    }),
  );
  if (offer !== undefined) return published.filter(({ external }) => external === offer);
  if (submission === undefined) return [];
  const theirs = published.filter(({ offerId, submissions }) =>
    submissions.states.entries().some(([, { context }]) => context.external === submission && context.offerId === offerId),
  );
  return theirs.length > 0 ? theirs : published;
}
