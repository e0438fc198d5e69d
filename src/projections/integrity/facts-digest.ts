import { createHash } from 'node:crypto';
import { positionOf } from '../../events/broadcast.ts';
import { headOf } from '../../events/line.ts';

/** A sequence of facts: their number, and a hash over their positions and ids. */
export type FactsDigest = { count: number; hash: string };

/** Text is hashed in blocks: hashing each id alone takes several times as long. */
const blockChars = 16_384;

/** Opens a digest to which facts are added in order. */
export function factsDigest() {
  const hash = createHash('sha256');
  let pending = '';
  let count = 0;
  return {
    add(position: string, id: string) {
      count++;
      pending += `${position} ${id}\n`;
      if (pending.length < blockChars) return;
      hash.update(pending);
      pending = '';
    },
    digest(): FactsDigest {
      hash.update(pending);
      pending = '';
      return { count, hash: hash.copy().digest('hex') };
    },
  };
}

/** The id under which the unreadable fact of this position is published. */
export const unreadableId = (sequence: number, place: number) => `unreadable-${positionOf(sequence, place)}`;

/** The id of a line of the log, also if the mailbox did not write it. */
export function idOfLine(line: string, sequence: number, place: number): string {
  const { id } = headOf(line);
  if (id) return id;
  try {
    return String((JSON.parse(line) as { id?: unknown }).id);
  } catch {
    return unreadableId(sequence, place);
  }
}
