import { useSyncExternalStore } from 'react';

/** A notice about something that was done or failed, with a button such as Undo. */
export type Notice = {
  id: number;
  text: string;
  kind: 'done' | 'fault';
  action?: { text: string; do: () => void };
};

const shownMs = 8_000;
let notices: readonly Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Removes a notice. */
export const dismiss = (id: number): void => show(notices.filter((notice) => notice.id !== id));

/** Removes all notices. */
export const dismissAll = (): void => show([]);

/** Shows a notice at the foot of the page, for `shownMs`; a failure stays until it is closed. */
export function say(text: string, { kind = 'done', action }: Partial<Pick<Notice, 'kind' | 'action'>> = {}): void {
  lastId += 1;
  const id = lastId;
  show([...notices.slice(-2), { id, text, kind, action }]);
  if (kind === 'done') setTimeout(() => dismiss(id), shownMs);
}

/** Shows an error as a notice. */
export const sayFault = (error: unknown): void =>
  say(error instanceof Error ? error.message : String(error), { kind: 'fault' });

/** The current notices. */
export const useNotices = (): readonly Notice[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
