import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../events/log.ts';
import { giveWay } from '../give-way.ts';
import { Damaged } from '../integrity/damage.ts';
import { isInLog } from '../integrity/heads.ts';
import { broadcast } from '../log/broadcaster.ts';
import { publishedFacts } from '../log/facts-stream.ts';
import { jetStreamLog } from '../log/jetstream.ts';
import { connectTo, onReconnect } from '../nats.ts';
import { politely } from './courtesy.ts';
import type { Asked, ThreadData, Told } from './messages.ts';
import { type Projecting, startProjector } from './projecting.ts';

// The thread that follows the log: it alone writes rows, and it makes the facts public.

const { folder, keptFolder, logUrl, factsUrl, accepted, shared } = workerData as ThreadData;
const tell = (told: Told) => parentPort?.postMessage(told);

giveWay();

const over = new AbortController();
const connection = await connectTo(logUrl, 'projector');
const factsConnection = await connectTo(factsUrl, 'broadcaster');
const whole = await jetStreamLog(connection);
const log: Log = { ...whole, follow: (after, signal) => politely(whole.follow(after, signal), shared) };

const facts = await publishedFacts(factsConnection);
const projecting = await open();
await renewFacts();
const onProgress = (sequence: number) => tell({ broadcast: sequence });
const broadcasting = broadcast({ log, connection: factsConnection, signal: over.signal, onProgress }).catch(fail);

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
  const isSame = last ? (await isInLog(log, last)) === 'yes' && messages === projecting.marked : messages === 0;
  if (isUnbroken && isSame) return;
  await facts.remove();
  tell({
    said: 'The stream of facts was not what the log says. It is being made anew; subscribers get every fact again.',
  });
}

onReconnect(connection, async () => projecting.restart());

/** Ends the thread, loudly; whoever started it starts it again. */
function fail(error: unknown) {
  setImmediate(() => {
    throw error;
  });
}

async function audit() {
  try {
    tell({ audited: await projecting.audit((auditing) => tell({ auditing })) });
  } catch (error) {
    tell({ notAudited: error instanceof Error ? error.message : String(error) });
  }
}

async function rebuild() {
  try {
    tell({ rebuilt: await projecting.rebuild((rebuilding) => tell({ rebuilding })) });
  } catch (error) {
    tell({ notRebuilt: error instanceof Error ? error.message : String(error) });
  }
}

async function close() {
  over.abort();
  await projecting.close();
  await broadcasting;
  await Promise.all([connection.close(), factsConnection.close()]);
  parentPort?.close();
}

const doing = { audit, rebuild, close };
parentPort?.on('message', (asked: Asked) => void doing[asked]());
