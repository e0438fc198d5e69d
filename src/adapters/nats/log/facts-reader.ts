import type { ConsumerMessages, JsMsg, NatsConnection } from 'nats';
import type { FactPosition } from '../../../runtime/integrity/published-facts.ts';
import { FACTS_STREAM, isThere, placeOf } from './facts-stream.ts';

/** Messages requested ahead; without their bodies they are small. */
const maxPendingMessages = 1000;
/** How long to wait for a message before asking the stream whether it exists, in ms. */
const stallMs = 5000;
const maxAttempts = 3;

/** The log positions of the stream's first messages, in order; ends before one that cannot be read. */
export async function* readFacts(
  connection: NatsConnection,
  messages: number,
  signal: AbortSignal,
): AsyncGenerator<FactPosition> {
  const jsm = await connection.jetstreamManager();
  let read = 0;
  for (let attempts = 0; read < messages; attempts++) {
    if (attempts > 0 && (attempts > maxAttempts || !(await isThere(jsm, read + 1)))) return;
    for await (const message of headersAfter(connection, read, signal)) {
      // One is missing: the next attempt asks for it.
      if (message.seq !== read + 1) break;
      yield placeOf(message.headers);
      read = message.seq;
      attempts = 0;
      if (read === messages) return;
    }
    signal.throwIfAborted();
  }
}

/** What the server delivers after a message, without bodies, until nothing comes any more. */
async function* headersAfter(connection: NatsConnection, after: number, signal: AbortSignal): AsyncGenerator<JsMsg> {
  const consumer = await connection.jetstream().consumers.get(FACTS_STREAM, {
    opt_start_seq: after + 1,
    deliver_policy: 'by_start_sequence' as never,
    headers_only: true,
  });
  const messages: ConsumerMessages = await consumer.consume({ max_messages: maxPendingMessages });
  const stop = () => void messages.stop();
  signal.addEventListener('abort', stop);
  let stalled = setTimeout(stop, stallMs);
  try {
    if (signal.aborted) return;
    for await (const message of messages) {
      clearTimeout(stalled);
      yield message;
      stalled = setTimeout(stop, stallMs);
    }
  } finally {
    clearTimeout(stalled);
    signal.removeEventListener('abort', stop);
    await messages.close();
  }
}
