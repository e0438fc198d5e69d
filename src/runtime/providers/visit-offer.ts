import type { OfferId } from '../../events/ids.ts';
import { pay } from './pay.ts';
import { performOffer } from './perform-offer.ts';
import { atWork, type OfferedRun, offerOf, type ProviderWork } from './provider-work.ts';
import { readSubmissions } from './read-submissions.ts';
import { reject } from './reject.ts';

/** What visits need. */
export type VisitSettings = {
  work: ProviderWork;
  /** Makes the provider know who is blocked and who holds what, before an offer is published and whenever that changes. */
  tellWorkers?: (requester: string) => Promise<void>;
  /** Has the provider of an account tell of changes by itself. */
  subscribe?: (requester: string) => Promise<void>;
  /** Called with how many places of an offer that is being published are there. */
  onProgress?: (run: string, offerId: string, places: number) => void;
};

/** How often the places of an offer are read: while some are open, and once all are decided. */
const readEveryMs = 30_000;
const readEveryIdleMs = 10 * 60_000;
/** Every so often all of them are read, since a change may have been missed. */
const wholeEvery = 20;
/** What changed shortly before the last reading is read again. */
const overlapMs = 2 * 60_000;
type Reading = { atMs: number; count: number };

/** Does all that an offer needs now; `isAtOnce` also what would wait. Throws the first failure once every part was tried. */
export type Visit = (run: OfferedRun, offerId: OfferId, isAtOnce?: boolean) => Promise<void>;

/** Opens visits, which remember when the places of each offer were read. */
export function openVisits({ work, tellWorkers, subscribe, onProgress }: VisitSettings): Visit {
  const readings = new Map<string, Reading>();

  async function read(run: OfferedRun, offerId: OfferId, isAtOnce: boolean) {
    const key = `${run.runId} ${offerId}`;
    const last = readings.get(key) ?? { atMs: 0, count: 0 };
    const nowMs = work.now();
    const every = hasUndecided(run, offerId) ? readEveryMs : readEveryIdleMs;
    if (!isAtOnce && nowMs - last.atMs < every) return;
    const isWhole = isAtOnce || last.count % wholeEvery === 0;
    const since = isWhole ? undefined : new Date(last.atMs - overlapMs).toISOString();
    await readSubmissions(await atWork(work, run, offerId), since);
    readings.set(key, { atMs: nowMs, count: last.count + 1 });
  }

  return async (run, offerId, isAtOnce = false) => {
    const at = await atWork(work, run, offerId);
    const { requester } = offerOf(at).context;
    let isTold = false;
    const parts: (() => Promise<unknown>)[] = [
      async () => {
        await tellWorkers?.(requester);
        isTold = true;
      },
      async () => {
        // Else workers would see it who are blocked, or miss it who hold what it asks for.
        if (!isTold && offerOf(at).value === 'intended') return;
        await performOffer(at, (id, places) => onProgress?.(run.runId, id, places));
      },
      () => read(run, offerId, isAtOnce),
      () => reject(at, { isAtOnce }),
      () => pay(at, { isAtOnce }),
      async () => subscribe?.(requester),
    ];
    let failure: unknown;
    for (const part of parts) {
      await part().catch((error: unknown) => {
        failure ??= error;
      });
    }
    if (failure !== undefined) throw failure;
  };
}

/** Whether some place of an offer may change soon: it is open, or waits for a decision. */
function hasUndecided(run: OfferedRun, offerId: OfferId): boolean {
  const { value } = offerOf({ run, offerId });
  if (value === 'published') return true;
  for (const [, { state, context }] of run.state().submissions.states.entries())
    if (context.offerId === offerId && (state === 'active' || state === 'submitted')) return true;
  return false;
}
