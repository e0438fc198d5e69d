import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookEvent } from '../../projections/webhooks/event-of.ts';
import { type EventSource, nextEvents, type PlacedEvent } from './next-events.ts';
import type { Outcome } from './post.ts';
import type { Place, WebhookRow, WebhookRows } from './webhook-rows.ts';

/** After how long without one success a webhook is disabled, in ms: five days. */
export const giveUpMs = 5 * 24 * 60 * 60_000;
/** How many attempts there are before that at the least, so that days in which the server was off do not count: about five days of them. */
export const leastAttempts = 100;
const firstWaitMs = 1000;
const maxWaitMs = 60 * 60_000;
/** How long to wait after a fault of our own, such as a log that does not reply, in ms. */
const faultWaitMs = 1000;
/** How long at the most until the log is looked at again, in ms. */
const idleMs = 5000;
/** How many commits without an event a restart may have to read again. */
const maxUnnoted = 1000;

/** How long to wait after so many failures in a row: twice as long each time up to an hour, and up to a fifth more or less. */
export const waitAfter = (failures: number, random: () => number): number =>
  Math.round(Math.min(firstWaitMs * 2 ** (failures - 1), maxWaitMs) * (0.8 + 0.4 * random()));

/** What a delivery works with. */
export type Delivering = {
  rows: Pick<WebhookRows, 'one' | 'note'>;
  source: EventSource;
  /** Sends one event to the receiver, once. */
  send: (row: WebhookRow, event: WebhookEvent, signal: AbortSignal) => Promise<Outcome>;
  now: () => number;
  random: () => number;
  notify: (sentence: string) => void;
};

/** The delivery of one webhook. */
export type Delivery = {
  /** When the next attempt is due, in ms since 1970, while one waits after a failure. */
  nextAttemptMs(): number | undefined;
  /** How far it is; its row may be behind where nothing concerned it. */
  place(): Place | undefined;
  /** Ends it; an attempt under way is broken off, and made again by the next delivery. */
  end(): Promise<void>;
};

/**
 * Follows the log for one webhook, from its place on: one event after the other, each until the receiver has taken it. The place is noted
 * after a success, so what was taken just before a crash is sent once more, under the same id.
 */
export function startDelivery(id: string, delivering: Delivering): Delivery {
  const { rows, notify } = delivering;
  const ended = new AbortController();
  let nextAttemptMs: number | undefined;
  let place: Place | undefined;

  async function deliver(row: WebhookRow, event: PlacedEvent): Promise<boolean> {
    for (;;) {
      const outcome = await delivering.send(row, event, ended.signal);
      if (ended.signal.aborted) return false;
      const failure = noteOutcome(delivering, id, event, outcome);
      if (failure === undefined) return true;
      if (failure.isOver) {
        notify(
          `The webhook to ${new URL(row.url).host} is disabled: ${failure.message}. Resume it once that is mended.`,
        );
        return false;
      }
      nextAttemptMs = delivering.now() + failure.waitMs;
      await pause(failure.waitMs, undefined, { signal: ended.signal }).catch(() => undefined);
      nextAttemptMs = undefined;
      if (ended.signal.aborted) return false;
    }
  }

  /** Whether there was anything to do; undefined when there is nothing to do any more. */
  async function step(): Promise<boolean | undefined> {
    const row = rows.one(id);
    if (row?.state !== 'active') return undefined;
    const from = place ?? { sequence: row.sequence, place: row.place };
    const { events, reached } = await nextEvents(delivering.source, { ...row, ...from });
    for (const event of events) {
      if (ended.signal.aborted || !(await deliver(row, event))) return undefined;
      place = { sequence: event.sequence, place: event.place };
    }
    const hasMoved = reached.sequence !== from.sequence || reached.place !== from.place;
    place = reached;
    if (reached.sequence - row.sequence >= maxUnnoted) rows.note(id, reached);
    return hasMoved;
  }

  async function follow() {
    while (!ended.signal.aborted) {
      const more = nextChange(delivering.source, ended.signal);
      try {
        const hasMoved = await step();
        if (hasMoved === undefined) return;
        if (!hasMoved) await more.wait();
      } catch {
        // A log or a disk that fails is reported by itself; the webhook goes on where it was.
        await pause(faultWaitMs, undefined, { signal: ended.signal }).catch(() => undefined);
      } finally {
        more.forget();
      }
    }
  }

  const done = follow();
  return {
    nextAttemptMs: () => nextAttemptMs,
    place: () => place,
    async end() {
      ended.abort();
      await done;
      if (place) rows.note(id, place);
    },
  };
}

/** Waits for more to be shown since it was made, or for a few seconds. */
function nextChange({ onMore }: Pick<EventSource, 'onMore'>, signal: AbortSignal) {
  const changed = new AbortController();
  const forget = onMore(() => changed.abort());
  return {
    forget,
    wait: () =>
      pause(idleMs, undefined, { signal: AbortSignal.any([changed.signal, signal]) }).then(
        () => undefined,
        () => undefined,
      ),
  };
}

type Failure = { message: string; waitMs: number; isOver: boolean };

/** Notes what came of an attempt; a failure says how long to wait, or that the webhook is disabled. */
function noteOutcome(
  { rows, now, random }: Delivering,
  id: string,
  { sequence, place }: Place,
  outcome: Outcome,
): Failure | undefined {
  const row = rows.one(id);
  const at = new Date(now()).toISOString();
  if (outcome.taken) {
    const taken = { delivered: (row?.delivered ?? 0) + 1, last_delivered_at: at, failing_since: null, attempts: 0 };
    rows.note(id, { sequence, place, ...taken });
    return undefined;
  }
  const { message, isGone = false, waitMs = 0 } = outcome;
  const attempts = (row?.attempts ?? 0) + 1;
  const failing_since = row?.failing_since ?? at;
  const isOver = isGone || (attempts >= leastAttempts && now() - Date.parse(failing_since) >= giveUpMs);
  rows.note(id, {
    ...{ attempts, failing_since, last_error: { at, message } },
    ...(isOver ? { state: 'disabled' as const } : {}),
  });
  return { message, isOver, waitMs: Math.max(waitMs, waitAfter(attempts, random)) };
}
