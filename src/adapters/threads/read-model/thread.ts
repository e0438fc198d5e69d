import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../../events/log.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { isInLog } from '../../../runtime/integrity/heads.ts';
import type { FactsState } from '../../../runtime/integrity/published-facts.ts';
import type { Audited, RebuildProgress } from '../../../runtime/ports/read-model.ts';
import { areFactsOfLog } from '../../integrity/facts-proof.ts';
import { broadcast } from '../../nats/log/broadcaster.ts';
import { readFacts } from '../../nats/log/facts-reader.ts';
import { publishedFacts } from '../../nats/log/facts-stream.ts';
import { jetStreamLog } from '../../nats/log/jetstream.ts';
import { connectTo, onReconnect } from '../../nats/nats.ts';
import { lowerPriority, openInThread } from '../in-thread.ts';
import { withBackpressure } from './backpressure.ts';
import { type Projecting, startProjector } from './projecting.ts';
import type { Marked, RowsData, RowsProtocol } from './protocol.ts';

// The thread that follows the log: it alone writes rows, and it makes the facts public.

/** How long to wait before retrying a server that did not respond. */
const retryDelayMs = 5000;
const factsRebuilt =
  'The stream of facts did not match the log and is being rebuilt. Subscribers get every fact again.';

const { data, emit, handle } = openInThread<RowsProtocol, RowsData>();
const { folder, keptFolder, logUrl, factsUrl, accepted, shared } = data;

lowerPriority();

const over = new AbortController();
const connection = await connectTo(logUrl, 'projector');
const factsConnection = await connectTo(factsUrl, 'broadcaster');
const whole = await jetStreamLog(connection);
const log: Log = { ...whole, follow: (after, signal) => withBackpressure(whole.follow(after, signal), shared) };

let facts = await publishedFacts(factsConnection);
const projecting = await open();
await renewFacts();
const onProgress = (sequence: number) => emit('broadcast', sequence);
const broadcasting = broadcast({ log, connection: factsConnection, signal: over.signal, onProgress }).catch(fail);
// Not awaited: the start does not depend on it, and it takes long.
const proving: Promise<unknown> = proveAtStart();

/** Opens the rows; ends the thread if they and the log contradict each other. */
async function open(): Promise<Projecting> {
  try {
    return await startProjector({ log, folder, keptFolder, accepted, emit, mark: facts.last });
  } catch (error) {
    if (error instanceof Damaged) emit('damaged', error.damages);
    throw error;
  }
}

/** Rebuilds the stream of facts if it does not match the log. */
async function renewFacts() {
  const { messages, isUnbroken, last } = facts;
  const { marked, end } = projecting.opened;
  // Facts that were published before their rows were written are compared one by one later.
  const isCounted = last && (last.sequence > end || messages === marked.count);
  const isSame = last ? (await isInLog(log, last)) === 'yes' && isCounted : messages === 0;
  if (isUnbroken && isSame) return;
  await rebuildFacts();
  facts = { ...facts, messages: 0 };
}

async function rebuildFacts() {
  await facts.remove();
  emit('notice', factsRebuilt);
}

/** Reads the stream of facts as subscribers do; rebuilds it, and returns false, if it does not match the log. */
async function proveFacts({ messages }: FactsState, { marked, end }: Marked): Promise<boolean> {
  const { signal } = over;
  const published = readFacts(factsConnection, messages, signal);
  const isProven = await areFactsOfLog({ log, facts: published, messages, marked, end, signal });
  if (!isProven) await rebuildFacts();
  return isProven;
}

onReconnect(connection, async () => projecting.restart());

/** Ends the thread with the error; the main thread starts it again. */
function fail(error: unknown) {
  setImmediate(() => {
    throw error;
  });
}

async function proveAtStart() {
  while (!over.signal.aborted) {
    try {
      return await proveFacts(facts, projecting.opened);
    } catch {
      // The server may be unreachable for a moment.
      await pause(retryDelayMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}

async function audit(onProgress: (progress: RebuildProgress) => void): Promise<Audited> {
  await proving;
  const now = await publishedFacts(factsConnection);
  const audited = await projecting.audit(onProgress, now.last);
  const isProven = await proveFacts(now, audited);
  return { ...audited, published: isProven ? [] : [factsRebuilt] };
}

/** The last audit; the next one begins after it, since both may rebuild the stream of facts. */
let lastAudit: Promise<unknown> = Promise.resolve();

handle(
  {
    rebuild: (_, { progress }) => projecting.rebuild(progress),
    audit(_, { progress }) {
      const result = lastAudit.then(() => audit(progress));
      lastAudit = result.catch(() => undefined);
      return result;
    },
    mend: () => projecting.mend(),
  },
  async () => {
    over.abort();
    await projecting.close();
    await Promise.all([broadcasting, proving]);
    await Promise.all([connection.close(), factsConnection.close()]);
  },
);
