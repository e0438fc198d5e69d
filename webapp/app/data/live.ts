import { useEffect, useState } from 'react';
import type { Overview } from '../../../src/api/runs.ts';
import { overview } from '../../../src/api/runs.ts';
import { keyOf, questions } from './api.ts';

/** Whether the page hears from the house. */
export type Connection = 'connecting' | 'live' | 'lost';

const retryMs = 2_000;
const calmMs = 2_000;

/** Keeps the overview and all live questions up to date while that is wanted: nobody who is not signed in hears anything. */
export function useLiveUpdates(isWanted: boolean): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => (isWanted ? followDaemon(setConnection) : undefined), [isWanted]);
  return connection;
}

function followDaemon(onConnection: (now: Connection) => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let heard = 0;
  const askAgain = calmly(() => {
    void questions.invalidateQueries({
      predicate: ({ meta, queryKey, state }) =>
        meta?.live === true && queryKey[0] !== overview.name && !isAsOf(state.data, heard),
    });
  });

  function connect() {
    source = new EventSource('/api/live');
    source.addEventListener('open', () => onConnection('live'));
    source.addEventListener('overview', ({ data }) => {
      const now = JSON.parse(data) as Overview;
      questions.setQueryData(keyOf(overview), now);
      heard = now.sequence;
      askAgain();
    });
    source.addEventListener('error', () => {
      onConnection('lost');
      // A broken line is mended by the browser itself; an answer other than 200 makes it give up.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, retryMs);
    });
  }

  connect();
  return () => {
    clearTimeout(again);
    askAgain.cancel();
    source.close();
  };
}

/** Whether an answer, or each page of one, shows the log up to this sequence: what was asked as the screen opened need not be asked twice. */
export function isAsOf(data: unknown, sequence: number): boolean {
  const { pages } = (data ?? {}) as { pages?: unknown };
  if (Array.isArray(pages)) return pages.every((page) => isAsOf(page, sequence));
  const { sequence: shown } = (data ?? {}) as { sequence?: unknown };
  return typeof shown === 'number' && shown >= sequence;
}

/** Does something at once, and then at most every two seconds however often it is called. */
function calmly(act: () => void): (() => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const call = () => {
    if (timer) {
      isWanted = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) {
        isWanted = false;
        call();
      }
    }, calmMs);
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
