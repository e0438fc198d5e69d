import { setTimeout as pause } from 'node:timers/promises';
import type { MTurk } from '@aws-sdk/client-mturk';
import pLimit from 'p-limit';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import { type MturkSettings, openMturkClient, type Pace } from './client.ts';
import { isThrottled, isTooEarly, isUncertain } from './failures.ts';

/** How many requests of an account leave in a second at most; MTurk publishes no rate. */
const maxRequestsPerSecond = 150;
const maxAtOnce = 16;
/** What too many requests do: all wait, and go on at half the rate, down to one request a second. */
const usualPace: Pace = { gapMs: 1000 / maxRequestsPerSecond, throttledPauseMs: 1000, maxGapMs: 1000 };
/** Each reply brings the rate back by this much. */
const recovery = 0.98;
/** How often a request is made again that MTurk had no time for. */
const throttledRetries = 15;
/** How often what may be made twice is made again, and how long after the first attempt; twice as long each time. */
const retries = 4;
const firstPauseMs = 200;
/** The largest page of a list that MTurk gives. */
const pageSize = 100;

type Page = { NextToken?: string | undefined };

/** The requests of one account, at a rate that MTurk takes. */
export type MturkCalls = {
  /** Makes a request that may be made twice: again, when it fails on the way. */
  ask<T>(request: (mturk: MTurk) => Promise<T>): Promise<T>;
  /** Makes a request once. Only where MTurk says that it did nothing is it made again. */
  change<T>(request: (mturk: MTurk) => Promise<T>): Promise<T>;
  /** Reads a whole list, page after page. */
  pages<T extends Page>(
    request: (mturk: MTurk, page: { MaxResults: number; NextToken?: string }) => Promise<T>,
  ): AsyncGenerator<T>;
  close(): void;
};

/** Opens the way to MTurk for an account. */
export async function openCalls(credentials: Credentials, settings: MturkSettings): Promise<MturkCalls> {
  const mturk = await openMturkClient(credentials, settings);
  const { pauseMs = firstPauseMs, pace: asked = usualPace } = settings;
  const pace = openPace(asked);

  async function change<T>(request: (mturk: MTurk) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      await pace.turn();
      try {
        const reply = await request(mturk);
        pace.wentWell();
        return reply;
      } catch (error) {
        if (!isThrottled(error) || attempt >= throttledRetries) throw error;
        pace.slowDown();
      }
    }
  }

  async function ask<T>(request: (mturk: MTurk) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await change(request);
      } catch (error) {
        if (!(isUncertain(error) || isTooEarly(error)) || attempt >= retries) throw error;
        await pause(pauseMs * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }

  return {
    ask,
    change,
    async *pages(request) {
      let token: string | undefined;
      do {
        const page = { MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) };
        const reply = await ask((one) => request(one, page));
        yield reply;
        token = reply.NextToken;
      } while (token !== undefined);
    },
    close: () => mturk.destroy(),
  };
}

/** Lets requests leave one after another, with a gap between them that grows when there are too many. */
function openPace({ gapMs: minGapMs, throttledPauseMs, maxGapMs }: Pace) {
  let gapMs = minGapMs;
  let nextMs = 0;
  let slowedMs = Number.NEGATIVE_INFINITY;
  return {
    async turn() {
      const now = performance.now();
      const turnMs = Math.max(now, nextMs);
      nextMs = turnMs + gapMs;
      if (turnMs > now + 1) await pause(turnMs - now);
    },
    wentWell() {
      gapMs = Math.max(minGapMs, gapMs * recovery);
    },
    slowDown() {
      const now = performance.now();
      nextMs = Math.max(nextMs, now + throttledPauseMs);
      // Those that left together are all told so, and that is one reason to slow down, not many.
      if (now - slowedMs < throttledPauseMs) return;
      slowedMs = now;
      gapMs = Math.min(maxGapMs, gapMs * 2);
    },
  };
}

/** Does something to each, a few at once; after a failure no more of them are begun. */
export async function forEachOf<Item>(
  items: Iterable<Item>,
  act: (item: Item) => Promise<void>,
  atOnce = maxAtOnce,
): Promise<void> {
  const limit = pLimit(atOnce);
  const failures: unknown[] = [];
  await Promise.all(
    [...items].map((item) =>
      limit(async () => {
        if (failures.length > 0) return;
        await act(item).catch((error: unknown) => void failures.push(error));
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
