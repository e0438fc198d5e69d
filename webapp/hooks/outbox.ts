/**
 * How many updates are sent before the server has the first of them: it knows the last 64 of a page when they come again, and takes no
 * 500 at once.
 */
const maxSent = 50;

type Posted<Update> = { data: Update; sentAtMs?: number; onSent: (data: Update) => void };

/** Updates that the server may not have, in order. `send` returns false while the page is not connected. */
export function openOutbox<Update extends { update_id?: string }>(
  send: (data: Update) => boolean,
  nowMs: () => number,
) {
  let all: Posted<Update>[] = [];

  function sendNext(): void {
    for (const one of all.slice(0, maxSent)) {
      if (one.sentAtMs !== undefined) continue;
      if (!send(one.data)) return;
      one.sentAtMs = nowMs();
      one.onSent(one.data);
    }
  }
  function keep(isOpen: (one: Posted<Update>) => boolean): void {
    all = all.filter(isOpen);
    sendNext();
  }
  return {
    /** Adds an update; resolves with it when it is sent for the first time. */
    post: (data: Update) =>
      new Promise<Update>((onSent) => {
        all.push({ data, onSent });
        sendNext();
      }),
    /** Sends them over a new connection. */
    sendAgain(): void {
      for (const one of all) delete one.sentAtMs;
      sendNext();
    },
    /** The server has what was sent before then. */
    forgetBefore: (atMs: number) => keep(({ sentAtMs }) => sentAtMs === undefined || sentAtMs >= atMs),
    /** The server has those of these ids, or does not take them. */
    forget(ids: readonly string[]): void {
      if (ids.length > 0) keep(({ data: { update_id = '' } }) => !ids.includes(update_id));
    },
  };
}
