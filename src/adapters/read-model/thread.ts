import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../events/log.ts';
import { giveWay } from '../give-way.ts';
import { broadcast } from '../log/broadcaster.ts';
import { jetStreamLog } from '../log/jetstream.ts';
import { connectTo } from '../nats.ts';
import { politely } from './courtesy.ts';
import type { Asked, ThreadData, Told } from './messages.ts';
import { startProjector } from './projecting.ts';

// The thread that follows the log: it alone writes rows, and it makes the facts public.

const { folder, logUrl, factsUrl, shared } = workerData as ThreadData;
const tell = (told: Told) => parentPort?.postMessage(told);

giveWay();

const over = new AbortController();
const connection = await connectTo(logUrl, 'projector');
const factsConnection = await connectTo(factsUrl, 'broadcaster');
const whole = await jetStreamLog(connection);
const log: Log = { ...whole, follow: (after, signal) => politely(whole.follow(after, signal), shared) };

const projecting = await startProjector({ log, folder, tell });
const onProgress = (sequence: number) => tell({ broadcast: sequence });
const broadcasting = broadcast({ log, connection: factsConnection, signal: over.signal, onProgress }).catch(fail);

async function listenForReconnects() {
  for await (const { type } of connection.status()) if (type === 'reconnect') projecting.restart();
}
void listenForReconnects();

/** Ends the thread, loudly; whoever started it starts it again. */
function fail(error: unknown) {
  setImmediate(() => {
    throw error;
  });
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

parentPort?.on('message', (asked: Asked) => void (asked === 'rebuild' ? rebuild() : close()));
