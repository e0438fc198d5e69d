import type { Chunk } from '../../request-reply/messages.ts';
import { refuse } from '../refusals.ts';
import type { Outcome } from './protocol.ts';

type Options = {
  /** Ends the export, if it has not ended. */
  close: () => void;
  /** Called after each chunk with the bytes that were consumed so far. */
  onSent: (bytes: number) => void;
  onEnd: (outcome: Outcome) => void;
  /** Returns what to throw. */
  onError: (error: unknown) => unknown;
};

/** A consumer must take a chunk at least this often, since old rows are kept for it. */
const stallTimeoutMs = 600_000;

/** Returns the bytes of an export, once the first chunk has come: refusals come before it. */
export async function streamOf(
  chunks: AsyncGenerator<Chunk, Outcome, undefined>,
  options: Options,
): Promise<AsyncGenerator<Buffer>> {
  const first = await chunks.next();
  let isStalled = false;
  const stall = () => {
    isStalled = true;
    options.close();
  };
  const timer = setTimeout(stall, stallTimeoutMs).unref();
  return bytesOf(first, chunks, {
    ...options,
    onSent(bytes) {
      if (isStalled) throw refuse('export/stalled');
      timer.refresh();
      options.onSent(bytes);
    },
    close() {
      clearTimeout(timer);
      options.close();
    },
  });
}

async function* bytesOf(
  first: IteratorResult<Chunk, Outcome>,
  chunks: AsyncGenerator<Chunk, Outcome, undefined>,
  { close, onSent, onEnd, onError }: Options,
): AsyncGenerator<Buffer> {
  let sent = 0;
  try {
    for (let part = first; ; part = await chunks.next()) {
      if (part.done) return onEnd(part.value);
      const { buffer, byteOffset, length } = part.value;
      yield Buffer.from(buffer, byteOffset, length);
      sent += length;
      onSent(sent);
    }
  } catch (error) {
    throw onError(error);
  } finally {
    close();
  }
}
