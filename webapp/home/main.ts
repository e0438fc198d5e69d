import { setText } from './element.ts';
import { followRuns } from './live.ts';
import { noRuns } from './no-runs.ts';
import { type RunCard, runCard } from './run-card.ts';
import type { RunRow } from './run-row.ts';

const place = document.getElementById('runs')!;
const connection = document.getElementById('connection')!;
const cards = new Map<string, RunCard>();
const nothing = noRuns();

function showRuns(runs: RunRow[]) {
  const newestFirst = runs.toSorted((a, b) => b.opened_at.localeCompare(a.opened_at));
  for (const run of newestFirst) {
    if (!cards.has(run.id)) cards.set(run.id, runCard(run));
    cards.get(run.id)!.show(run);
  }
  const wanted = runs.length === 0 ? [nothing] : newestFirst.map(({ id }) => cards.get(id)!.card);
  // Moving an element takes the focus from it, so what stands right is left alone.
  const isRight = wanted.length === place.children.length && wanted.every((card, at) => card === place.children[at]);
  if (!isRight) place.replaceChildren(...wanted);
}

function showConnection(isConnected: boolean) {
  connection.className = isConnected ? 'connected' : 'disconnected';
  setText(connection, isConnected ? 'Live' : 'Not connected. Trying again…');
  place.classList.toggle('stale', !isConnected && cards.size > 0);
}

followRuns(showRuns, showConnection);
