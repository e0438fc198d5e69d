import type { OfferStatus } from '../../../runtime/ports/provider-account.ts';
import { forEachOf, type MturkCalls } from './calls.ts';
import { isProcessed } from './failures.ts';
import { type Place, stopYears } from './places.ts';

const secondMs = 1000;
const yearSeconds = 31_536_000;
/** How many other seconds are tried where MTurk has had a time for a HIT already. */
const maxTries = 20;

/** Where an offer stands, by its places. */
export function statusOf(places: readonly Place[]): OfferStatus {
  if (places.length === 0) return 'gone';
  if (places.some(({ state }) => state === 'open')) return 'published';
  return places.some(({ state }) => state === 'paused') ? 'paused' : 'ended';
}

/** Lets nobody take the places of an offer any more; who has one may finish. */
export async function stop(calls: MturkCalls, places: readonly Place[], kind: keyof typeof stopYears): Promise<void> {
  const isDue = ({ state }: Place) => state === 'open' || (kind === 'ended' && state === 'paused');
  const first = Date.UTC(stopYears[kind], 0) + (Math.floor(Date.now() / secondMs) % yearSeconds) * secondMs;
  await forEachOf(places.filter(isDue), ({ hit }) => expireAt(calls, hit, first));
}

/** Lets the places be taken again that were paused. */
export async function goOn(calls: MturkCalls, places: readonly Place[], lifetimeSeconds: number): Promise<void> {
  const first = Date.now() + lifetimeSeconds * secondMs;
  await forEachOf(
    places.filter(({ state }) => state === 'paused'),
    ({ hit }) => expireAt(calls, hit, first),
  );
}

/** MTurk takes a time for a HIT once, even if it has had another one since; so the next second is taken then. */
async function expireAt(calls: MturkCalls, HITId: string, firstMs: number): Promise<void> {
  for (let nth = 0; nth < maxTries; nth++) {
    try {
      const ExpireAt = new Date(firstMs + nth * secondMs);
      await calls.ask((mturk) => mturk.updateExpirationForHIT({ HITId, ExpireAt }));
      return;
    } catch (error) {
      if (!isProcessed(error)) throw error;
    }
  }
}
