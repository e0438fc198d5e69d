import { useSyncExternalStore } from 'react';

/** A sentence that is shown for a while, such as what was just done, with a button, such as Undo. */
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

/** Takes a notice away. */
export const dismiss = (id: number): void => show(notices.filter((notice) => notice.id !== id));

/** Takes all notices away. */
export const dismissAll = (): void => show([]);

/** Shows a sentence at the foot of the page, for eight seconds if all is well, and until it is closed if not. */
export function say(text: string, { kind = 'done', action }: Partial<Pick<Notice, 'kind' | 'action'>> = {}): void {
  lastId += 1;
  const id = lastId;
  show([...notices.slice(-2), { id, text, kind, action }]);
  if (kind === 'done') setTimeout(() => dismiss(id), shownMs);
}

/** Says why something was not done. */
export const sayFault = (error: unknown): void =>
  say(error instanceof Error ? error.message : String(error), { kind: 'fault' });

/** What is shown now. */
export const useNotices = (): readonly Notice[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
