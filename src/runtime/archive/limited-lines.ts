import { linesOf } from '../../api/text-lines.ts';
import { refuse } from '../refusals/refusals.ts';

/** More than any log accepts in one commit. */
const maxLineBytes = 64 * 1024 * 1024;
const lineFeed = 10;

/** The lines of an entry; refuses one that is too long to hold in memory. */
export const limitedLines = (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> => linesOf(limited(bytes));

async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    const last = chunk.lastIndexOf(lineFeed);
    length = last < 0 ? length + chunk.length : chunk.length - last;
    if (length > maxLineBytes) throw refuse('archive/damaged', { reason: 'a line of it is longer than any commit' });
    yield chunk;
  }
}
