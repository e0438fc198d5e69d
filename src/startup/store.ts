import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import { type DiskWatch, watchDisk } from '../adapters/data-folder/disk-watch.ts';
import { type Metrics, openMetrics } from '../adapters/metrics/metrics.ts';
import { timedLog } from '../adapters/metrics/timed-log.ts';
import { jetStreamFiles } from '../adapters/nats/files/files.ts';
import { makeFactsStream } from '../adapters/nats/log/facts-stream.ts';
import { jetStreamLog } from '../adapters/nats/log/jetstream.ts';
import { takeLease } from '../adapters/nats/log/lease.ts';
import { probeFence } from '../adapters/nats/log/probe.ts';
import { openRecording, type Recording } from '../adapters/nats/log/recording.ts';
import { spaceMark } from '../adapters/nats/log/space.ts';
import { connectTo, type Nats, onReconnect, openNats } from '../adapters/nats/nats.ts';
import { responds, restartWhenFrozen } from '../adapters/nats/server/restart-frozen.ts';
import { randomLetters } from '../runtime/ids.ts';
import { type Damage, damageAdvice, sentenceWithCode } from '../runtime/integrity/damage.ts';
import { type WatchedLog, watchedLog } from '../runtime/integrity/watched-log.ts';
import type { RemovableFiles } from '../runtime/ports/files.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Opening } from './opening.ts';

type Connection = Awaited<ReturnType<typeof connectTo>>;

/** The storage: a nats-server, leased to this daemon, with the log and the files of answers. */
export type Store = {
  nats: Nats;
  connection: Connection;
  metrics: Metrics;
  disk: DiskWatch;
  recording: Recording;
  log: WatchedLog;
  files: RemovableFiles;
  /** Closes the daemon for work, and reports what is missing. */
  onDamaged: (found: readonly Damage[]) => void;
};

/** Opens the nats-server, takes the lease on its log, and opens the log and the files in it. */
export async function openStore(opening: Opening, folder: DataFolder): Promise<Store> {
  const { cacheFolder, natsUrl, factsUrl, storeLimitBytes, signal, notify, onGone, closers } = opening;
  const nats = await openNats({
    url: natsUrl,
    factsUrl,
    folder: folder.nats,
    cacheFolder,
    storeLimitBytes,
    signal,
    notify,
    onGone,
  });
  closers.push(nats.stop);
  signal?.throwIfAborted();

  const connection = await connectTo(nats.logUrl, 'runtime');
  closers.push(() => connection.close());
  await probeFence(connection);
  const metrics = openMetrics();
  const disk = await watchDisk(folder.path);
  closers.push(disk.close);
  const recording = openRecording({
    log: await jetStreamLog(connection),
    disk,
    ping: () => connection.flush(),
    mark: () => spaceMark(connection),
  });
  closers.push(recording.close);
  await takeLeases(opening, { folder, nats, connection, recording });

  const onDamaged = (found: readonly Damage[]) => {
    recording.damaged(found);
    for (const sentence of [...found.map(sentenceWithCode), damageAdvice]) notify(sentence);
  };
  const log = await watchedLog(timedLog(recording.log, metrics), onDamaged);
  const files = await jetStreamFiles(connection, recording.heartbeat);
  await makeFactsStream(nats.factsUrl);
  await nats.syncStore();
  return { nats, connection, metrics, disk, recording, log, files, onDamaged };
}

type Leasing = Pick<Store, 'nats' | 'connection' | 'recording'> & { folder: DataFolder };

async function takeLeases({ natsUrl, onGone, closers }: Opening, { folder, nats, connection, recording }: Leasing) {
  const onLost = (sentence: string) => {
    recording.leaseLost();
    onGone(sentence);
  };
  const leasing = { folder: folder.path, id: randomLetters(16), now: Date.now, onLost };
  closers.push((await takeLease(connection, leasing)).release);
  const factsConnection = await connectTo(nats.factsUrl, 'facts');
  closers.push(() => factsConnection.close());
  // Without a lease, another daemon could use this server's facts as its log; our own server is not shared.
  if (natsUrl && nats.factsUrl !== nats.logUrl) closers.push((await takeLease(factsConnection, leasing)).release);
}

/** Checks the log whenever its server was unreachable, and restarts a server that replies but stores nothing. */
export function watchStore(opening: Opening, store: Store, { folder, runtime }: Watched): void {
  const { nats, connection, disk, recording, log } = store;
  // The server may have lost what it had acknowledged.
  onReconnect(connection, async () => {
    await log.checkHead();
    const { keep, drop } = nats.copy;
    const sentence = await (recording.damages().length > 0 ? keep : drop)(folder.kept);
    if (sentence === undefined) return;
    opening.troubles.push(sentence);
    opening.notify(sentence);
  });
  const isFrozen = async () => runtime.isCutOff() && !disk.isFull() && (await responds(log));
  opening.closers.push(restartWhenFrozen(isFrozen, nats.ownPid));
}

type Watched = { folder: DataFolder; runtime: Runtime };
