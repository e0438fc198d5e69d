import { positionOf } from '../../events/broadcast.ts';
import type { Log } from '../../events/log.ts';
import { type Beside, eventOf, type WebhookEvent } from '../../projections/webhooks/event-of.ts';
import { type Place, type WebhookRow, wholeCommit } from './webhook-rows.ts';

/** Where events come from. */
export type EventSource = {
  log: Pick<Log, 'between' | 'head'>;
  /** The commit up to which events may go out: the rows show it, so a receiver that asks at once finds what it was told of. */
  shown(): number;
  /** Calls back when more is shown; returns a function that ends that. */
  onMore(listener: () => void): () => void;
  /** Whether what happens in a run is told here; what was imported happened elsewhere. */
  isOwn(run: string): boolean;
  /** What is told beside the facts, with names or without. */
  besideOf(names: boolean): Beside;
};

/** An event, and where in the log its fact is. */
export type PlacedEvent = WebhookEvent & Place;

const maxCommits = 500;
const maxEvents = 200;

/** The next events of a webhook after its place, and the place up to which there are no others. */
export async function nextEvents(
  { log, shown, isOwn, besideOf }: EventSource,
  { sequence, place, events: wanted, names }: Pick<WebhookRow, 'sequence' | 'place' | 'events' | 'names'>,
): Promise<{ events: PlacedEvent[]; reached: Place }> {
  const end = Math.min(shown(), sequence + maxCommits);
  const events: PlacedEvent[] = [];
  if (end < sequence || (end === sequence && place === wholeCommit)) return { events, reached: { sequence, place } };
  const beside = besideOf(names);
  for await (const commit of log.between(Math.max(sequence - 1, 0), end)) {
    if (!isOwn(commit.run)) continue;
    for (const [at, line] of commit.json.entries()) {
      if (commit.sequence === sequence && at <= place) continue;
      const position = positionOf(commit.sequence, at);
      const event = eventOf(line, { run: commit.run, position }, wanted, beside);
      if (event) events.push({ ...event, sequence: commit.sequence, place: at });
    }
    if (events.length >= maxEvents) return { events, reached: { sequence: commit.sequence, place: wholeCommit } };
  }
  return { events, reached: { sequence: end, place: wholeCommit } };
}
