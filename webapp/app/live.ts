import { useEffect, useState } from 'react';
import type { Overview } from '../../src/api/runs.ts';
import { overview } from '../../src/api/runs.ts';
import { keyOf, questions } from './api.ts';

/** Whether the page hears from the house. */
export type Connection = 'connecting' | 'live' | 'lost';

const retryMs = 2_000;
const calmMs = 2_000;

/** Keeps the overview and all live questions up to date while that is wanted: nobody who is not signed in hears anything. */
export function useLiveHouse(isWanted: boolean): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => (isWanted ? followHouse(setConnection) : undefined), [isWanted]);
  return connection;
}

function followHouse(onConnection: (now: Connection) => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const askAgain = calmly(() => {
    void questions.invalidateQueries({
      predicate: ({ meta, queryKey }) => meta?.live === true && queryKey[0] !== overview.name,
    });
  });

  function connect() {
    source = new EventSource('/api/live');
    source.addEventListener('open', () => onConnection('live'));
    source.addEventListener('overview', ({ data }) => {
      questions.setQueryData(keyOf(overview), JSON.parse(data) as Overview);
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
