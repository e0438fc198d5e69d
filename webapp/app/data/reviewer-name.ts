import { useSyncExternalStore } from 'react';
import { isReviewerName } from '../../../src/api/names.ts';

const place = 'manyhands.reviewer';
const listeners = new Set<() => void>();

/** The reviewer's name in this browser where no login is required; undefined until it is set. */
export function reviewerName(): string | undefined {
  const name = localStorage.getItem(place);
  return name && isReviewerName(name) ? name : undefined;
}

/** Stores the name in this browser, or removes it. */
export function nameReviewer(name: string | undefined): void {
  if (name) localStorage.setItem(place, name);
  else localStorage.removeItem(place);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  // Another tab of the same browser may have changed it.
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** The name, kept up to date. */
export const useReviewerName = (): string | undefined => useSyncExternalStore(subscribe, reviewerName);
