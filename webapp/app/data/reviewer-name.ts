import { useSyncExternalStore } from 'react';

const place = 'manyhands.reviewer';
const listeners = new Set<() => void>();

/** Whether facts accept a name: letters, digits, and `. _ @ -`. */
export const isName = (name: string): boolean => /^[\w.@-]{1,64}$/.test(name);

/** The reviewer's name in this browser where no login is required; undefined until it is set. */
export function reviewerName(): string | undefined {
  const name = localStorage.getItem(place);
  return name && isName(name) ? name : undefined;
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
