import type { RunRow } from './run-row.ts';

const RETRY_MS = 2_000;

/** Follows the runs for as long as the page is open; after a break it connects again and gets everything anew. */
export function followRuns(onRuns: (runs: RunRow[]) => void, onConnection: (isConnected: boolean) => void): void {
  const source = new EventSource('/api/live');
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('runs', (event) => onRuns((JSON.parse(event.data) as { runs: RunRow[] }).runs));
  source.addEventListener('error', () => {
    onConnection(false);
    // A broken line is mended by the browser itself; an answer other than 200 makes it give up.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => followRuns(onRuns, onConnection), RETRY_MS);
  });
}
