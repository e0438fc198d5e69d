import { useSyncExternalStore } from 'react';

/** A notice about something that was done or failed, with a button such as Undo. */
export type Notice = {
  id: number;
  text: string;
  kind: 'done' | 'fault';
  /** A button; `target` is what it acts on, for those who hear the button alone. */
  action?: { text: string; target: string; do: () => void };
  /** What it is about: the next notice about the same takes its place. */
  about?: string;
};

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

/** Shows a notice at the foot of the page for a few seconds; a failure stays until it is closed. */
export function notify(text: string, more: Partial<Omit<Notice, 'id' | 'text'>> = {}): void {
  lastId += 1;
  const others = notices.filter(({ about }) => about === undefined || about !== more.about);
  show([...others.slice(-2), { id: lastId, text, kind: 'done', ...more }]);
}

/** Shows an error as a notice. */
export const notifyFault = (error: unknown): void =>
  notify(error instanceof Error ? error.message : String(error), { kind: 'fault' });

/** The current notices. */
export const useNotices = (): readonly Notice[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
