import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../../events/log.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { isInLog } from '../../../runtime/integrity/heads.ts';
import type { FactsState } from '../../../runtime/integrity/published-facts.ts';
import { areFactsOfLog } from '../../integrity/facts-proof.ts';
import { broadcast } from '../../nats/log/broadcaster.ts';
import { readFacts } from '../../nats/log/facts-reader.ts';
import { publishedFacts } from '../../nats/log/facts-stream.ts';
import { jetStreamLog } from '../../nats/log/jetstream.ts';
import { connectTo, onReconnect } from '../../nats/nats.ts';
import { lowerPriority } from '../lower-priority.ts';
import { failureOf } from '../thread-failure.ts';
import { politely } from './courtesy.ts';
import type { Marked } from './marked.ts';
import type { Asked, ThreadData, Told } from './messages.ts';
import { type Projecting, startProjector } from './projecting.ts';

// The thread that follows the log: it alone writes rows, and it makes the facts public.

/** How long to wait before asking a server again that did not answer, in ms. */
const retryMs = 5000;
const factsAnew =
  'The stream of facts was not what the log says. It is being made anew; subscribers get every fact again.';

const { folder, keptFolder, logUrl, factsUrl, accepted, shared } = workerData as ThreadData;
const tell = (told: Told) => parentPort?.postMessage(told);

lowerPriority();

const over = new AbortController();
const connection = await connectTo(logUrl, 'projector');
const factsConnection = await connectTo(factsUrl, 'broadcaster');
const whole = await jetStreamLog(connection);
const log: Log = { ...whole, follow: (after, signal) => politely(whole.follow(after, signal), shared) };

let facts = await publishedFacts(factsConnection);
const projecting = await open();
await renewFacts();
const onProgress = (sequence: number) => tell({ broadcast: sequence });
const broadcasting = broadcast({ log, connection: factsConnection, signal: over.signal, onProgress }).catch(fail);
// Nobody waits for it: the start has been held up long enough by the log itself.
const proving: Promise<unknown> = proveAtStart();

/** Opens the rows; ends the thread where they and the log do not go together. */
async function open(): Promise<Projecting> {
  try {
    return await startProjector({ log, folder, keptFolder, accepted, tell, mark: facts.last });
  } catch (error) {
    if (error instanceof Damaged) tell({ damaged: error.damages });
    throw error;
  }
}

/** The stream of facts is made anew where it is not what the log would give. */
async function renewFacts() {
  const { messages, isUnbroken, last } = facts;
  const { marked, end } = projecting.opened;
  // Facts that went out before their rows were written are looked at one by one later.
  const isCounted = last && (last.sequence > end || messages === marked.count);
  const isSame = last ? (await isInLog(log, last)) === 'yes' && isCounted : messages === 0;
  if (isUnbroken && isSame) return;
  await makeFactsAnew();
  facts = { ...facts, messages: 0 };
}

async function makeFactsAnew() {
  await facts.remove();
  tell({ said: factsAnew });
}

/** Reads the stream of facts as subscribers do; makes it anew, and gives `false`, where it is not what the log says. */
async function proveFacts({ messages }: FactsState, { marked, end }: Marked): Promise<boolean> {
  const { signal } = over;
  const published = readFacts(factsConnection, messages, signal);
  const isProven = await areFactsOfLog({ log, facts: published, messages, marked, end, signal });
  if (!isProven) await makeFactsAnew();
  return isProven;
}

onReconnect(connection, async () => projecting.restart());

/** Ends the thread, loudly; whoever started it starts it again. */
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
      // The server may be away for a moment.
      await pause(retryMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}

async function audit() {
  try {
    await proving;
    const now = await publishedFacts(factsConnection);
    const audited = await projecting.audit((auditing) => tell({ auditing }), now.last);
    const isProven = await proveFacts(now, audited);
    tell({ audited: { ...audited, published: isProven ? [] : [factsAnew] } });
  } catch (error) {
    tell({ notAudited: failureOf(error) });
  }
}

async function rebuild() {
  try {
    tell({ rebuilt: await projecting.rebuild((rebuilding) => tell({ rebuilding })) });
  } catch (error) {
    tell({ notRebuilt: failureOf(error) });
  }
}

async function close() {
  over.abort();
  await projecting.close();
  await Promise.all([broadcasting, proving]);
  await Promise.all([connection.close(), factsConnection.close()]);
  parentPort?.close();
}

const mend = () => projecting.mend();

const doing = { audit, rebuild, mend, close };
parentPort?.on('message', (asked: Asked) => void doing[asked]());
