import pRetry from 'p-retry';
import { Refusal } from '../../../actors/refusal.ts';
import type { InTurn } from '../../../runtime/turns.ts';
import { refuse } from '../refusals.ts';
import { type ProlificApi, UnknownOutcome } from './api.ts';

/** What an account's work needs: its API, turns, and how long it waits before it looks again. */
export type Session = {
  api: ProlificApi;
  /** Turns of this account, by a name. */
  inTurn: InTurn;
  pauseMs: number;
};

/** The refusal for a change of which nobody can say whether it was made. */
export const nobodyKnows = (error: UnknownOutcome) =>
  refuse('provider/unavailable', { provider: 'Prolific', reason: error.message });

/** Whether Prolific itself said that it did not do it. */
export const isRefused = (error: unknown, ...codes: string[]): error is Refusal =>
  error instanceof Refusal && (codes.length === 0 ? error.status < 500 : codes.includes(error.code));

/** Makes something that is to be there once: looks for it first, and again when nobody can say whether it was made. */
export async function madeOnce<T>(find: () => Promise<T | undefined>, make: () => Promise<T>): Promise<T> {
  const found = await find();
  if (found !== undefined) return found;
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof UnknownOutcome)) throw error;
    const made = await find();
    if (made !== undefined) return made;
    throw nobodyKnows(error);
  }
}

const attempts = 3;

/** Makes a change that does no more when it is made again: asks again when nobody can say whether it was made. */
export async function asOftenAsNeeded<T>(change: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth++) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof UnknownOutcome)) throw error;
      if (nth === attempts) throw nobodyKnows(error);
    }
  }
}

/** Makes a change unless it shows; what became of a lost reply, or of a change that comes too late, shows as well. */
export async function untilItShows(isThere: () => Promise<boolean>, change: () => Promise<unknown>): Promise<void> {
  for (let nth = 1; !(await isThere()); nth++) {
    try {
      await change();
      return;
    } catch (error) {
      if (error instanceof UnknownOutcome) {
        if (nth === attempts) throw nobodyKnows(error);
      } else if (!isRefused(error, 'provider/refused') || !(await isThere())) throw error;
    }
  }
}

const busyRetries = 5;

/** Waits for another operation on the same money to end: Prolific does nothing then but say that it is busy. */
export const patiently = <T>({ pauseMs }: Pick<Session, 'pauseMs'>, work: () => Promise<T>): Promise<T> =>
  pRetry(work, {
    retries: busyRetries,
    minTimeout: pauseMs,
    randomize: true,
    shouldRetry: ({ error }) => isRefused(error, 'provider/busy'),
  });

/** What is found, or nothing where Prolific does not know it. */
export const ifThere = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (isRefused(error, 'provider/not-found')) return undefined;
    throw error;
  });
