import { useEffect, useState } from 'react';
import type { Overview } from '../../../src/api/runs.ts';
import { overview } from '../../../src/api/runs.ts';
import { keyOf, queryClient } from './api.ts';

/** Whether live updates arrive. */
export type Connection = 'connecting' | 'live' | 'lost';

const retryMs = 2_000;
const throttleMs = 2_000;

/** Keeps the overview and all live queries up to date while `isEnabled`; without a login there are no updates. */
export function useLiveUpdates(isEnabled: boolean): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => (isEnabled ? followDaemon(setConnection) : undefined), [isEnabled]);
  return connection;
}

function followDaemon(onConnection: (now: Connection) => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let latestSequence = 0;
  const refetch = throttled(() => {
    void queryClient.invalidateQueries({
      predicate: ({ meta, queryKey, state }) =>
        meta?.live === true && queryKey[0] !== overview.name && !isAsOf(state.data, latestSequence),
    });
  });

  function connect() {
    source = new EventSource('/api/live');
    source.addEventListener('open', () => onConnection('live'));
    source.addEventListener('overview', ({ data }) => {
      const now = JSON.parse(data) as Overview;
      queryClient.setQueryData(keyOf(overview), now);
      latestSequence = now.sequence;
      refetch();
    });
    source.addEventListener('error', () => {
      onConnection('lost');
      // The browser reconnects a lost connection itself, but gives up after a status other than 200.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, retryMs);
    });
  }

  connect();
  return () => {
    clearTimeout(again);
    refetch.cancel();
    source.close();
  };
}

/** Whether a reply, or each page of one, shows the log up to this sequence, so that it need not be fetched again. */
export function isAsOf(data: unknown, sequence: number): boolean {
  const { pages } = (data ?? {}) as { pages?: unknown };
  if (Array.isArray(pages)) return pages.every((page) => isAsOf(page, sequence));
  const { sequence: shown } = (data ?? {}) as { sequence?: unknown };
  return typeof shown === 'number' && shown >= sequence;
}

/** Calls `act` at once, and then at most every `throttleMs`. */
function throttled(act: () => void): (() => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPending = false;
  const call = () => {
    if (timer) {
      isPending = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (isPending) {
        isPending = false;
        call();
      }
    }, throttleMs);
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
