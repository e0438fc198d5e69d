import { existsSync } from 'node:fs';
import { type DataFolder, openDataFolder } from '../adapters/data-folder/data-folder.ts';
import { jetStreamFiles } from '../adapters/nats/files/files.ts';
import { publishedFacts } from '../adapters/nats/log/facts-stream.ts';
import { jetStreamLog } from '../adapters/nats/log/jetstream.ts';
import { takeLease } from '../adapters/nats/log/lease.ts';
import { connectTo, openNats } from '../adapters/nats/nats.ts';
import type { Log } from '../events/log.ts';
import { randomLetters } from '../runtime/ids.ts';
import type { PublishedFacts } from '../runtime/integrity/published-facts.ts';
import type { Files } from '../runtime/ports/files.ts';
import type { DaemonSettings } from './daemon.ts';
import { refuse } from './refusals.ts';

/** The storage, opened for reading: nothing acts on it. */
type Stored = { folder: DataFolder; log: Log; facts: PublishedFacts; files: Files };

export type StoredSettings = Pick<DaemonSettings, 'dataFolder' | 'cacheFolder' | 'natsUrl' | 'factsUrl' | 'notify'> & {
  signal: AbortSignal;
};

/** Opens the storage of a data folder for the duration of `work`, while no daemon runs on it. */
export async function withLog<Result>(
  settings: StoredSettings,
  work: (stored: Stored) => Promise<Result>,
): Promise<Result> {
  const { dataFolder, cacheFolder, natsUrl, factsUrl, notify, signal } = settings;
  if (!natsUrl && !existsSync(dataFolder)) throw refuse('data/none', { folder: dataFolder });
  const closers: (() => unknown)[] = [];
  try {
    const folder = openDataFolder(dataFolder);
    closers.push(folder.release);
    const gone = new AbortController();
    const onGone = (sentence: string) => gone.abort(refuse('nats/gone', { sentence }));
    const nats = await openNats({ url: natsUrl, factsUrl, folder: folder.nats, cacheFolder, signal, notify, onGone });
    closers.push(nats.stop);
    const connection = await connectTo(nats.logUrl, 'runtime');
    closers.push(() => connection.close());
    const onLost = (sentence: string) => gone.abort(refuse('nats/gone', { sentence }));
    const lease = await takeLease(connection, { folder: folder.path, id: randomLetters(16), now: Date.now, onLost });
    closers.push(lease.release);
    const factsConnection = await connectTo(nats.factsUrl, 'facts');
    closers.push(() => factsConnection.close());
    signal.throwIfAborted();
    const log = await jetStreamLog(connection);
    const files = await jetStreamFiles(connection);
    const result = await work({ folder, log, files, facts: await publishedFacts(factsConnection) });
    gone.signal.throwIfAborted();
    return result;
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}
