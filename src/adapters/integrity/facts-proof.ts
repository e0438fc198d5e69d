import { positionOf } from '../../events/broadcast.ts';
import type { Log } from '../../events/log.ts';
import { type FactsDigest, factsDigest, idOfLine, unreadableId } from '../../projections/integrity/facts-digest.ts';
import type { FactPosition } from '../../runtime/integrity/published-facts.ts';

type Proof = {
  log: Pick<Log, 'at'>;
  /** The readable messages of the stream, in order. */
  facts: AsyncIterable<FactPosition>;
  /** How many messages there should be. */
  messages: number;
  /** The facts up to the last of these messages, as an audit of the log has found them. */
  marked: FactsDigest;
  /** The log position that the audit has read up to. */
  end: number;
  signal: AbortSignal;
};

/** Whether the first messages of the stream of facts can all be read, and are the facts of the log in their order. */
export async function areFactsOfLog({ log, facts, messages, marked, end, signal }: Proof): Promise<boolean> {
  const found = factsDigest();
  let read = 0;
  let isBeyond = false;
  for await (const { id, sequence, place } of facts) {
    read++;
    isBeyond = sequence > end;
    if (isBeyond) break;
    // A fact that was unreadable when it was published may have become readable since.
    const wasUnreadable = id === unreadableId(sequence, place);
    const line = wasUnreadable ? (await log.at(sequence))?.json[place] : undefined;
    found.add(positionOf(sequence, place), line === undefined ? id : idOfLine(line, sequence, place));
  }
  signal.throwIfAborted();
  const { count, hash } = found.digest();
  return (isBeyond || read === messages) && count === marked.count && hash === marked.hash;
}
