import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal, refuse } from './actors/refusals.ts';
import { openAccess } from './adapters/access/access.ts';
import type { AccessSettings } from './adapters/access/settings.ts';
import { openDataFolder } from './adapters/data-folder.ts';
import { watchDisk } from './adapters/disk-watch.ts';
import { jetStreamFiles } from './adapters/files/files.ts';
import { isSettled } from './adapters/files/settled.ts';
import { openSweeper } from './adapters/files/sweeper.ts';
import { openClosedGateway } from './adapters/gateway/closed.ts';
import { openGateway } from './adapters/gateway/gateway.ts';
import { localUrl } from './adapters/gateway/hosts.ts';
import type { HouseRoute } from './adapters/gateway/house-routes.ts';
import type { Gateway } from './adapters/gateway/listen.ts';
import { type Damage, whatToDo } from './adapters/integrity/damage.ts';
import { keepHeadRecord } from './adapters/integrity/head-record.ts';
import { watchedLog } from './adapters/integrity/watched-log.ts';
import { jetStreamLog } from './adapters/log/jetstream.ts';
import { takeLease } from './adapters/log/lease.ts';
import { probeFence } from './adapters/log/probe.ts';
import { bugIn, type LogFile, openLogFile } from './adapters/log-file.ts';
import { addHouseGauges } from './adapters/metrics/house-gauges.ts';
import { openMetrics } from './adapters/metrics/metrics.ts';
import { timedLog } from './adapters/metrics/timed-log.ts';
import { connectTo, onReconnect, openNats } from './adapters/nats.ts';
import { randomLetters } from './adapters/runtime/ids.ts';
import { sparing } from './adapters/sparing.ts';
import { packageFolder, packageVersion } from './config.ts';
import type { Log } from './events/log.ts';
import { isNamedFile } from './projections/named-files.ts';
import { openProven } from './proven-log.ts';

export type HouseSettings = AccessSettings & {
  /** The folder that holds everything; made if missing. */
  dataFolder: string;
  /** The folder for what can be fetched again, such as a nats-server. */
  cacheFolder: string;
  /** The port to listen on; 0 for any that is free. */
  port: number;
  /** A nats-server to use instead of one of our own. */
  natsUrl?: string;
  /** Where that server takes the facts, if with credentials of their own. */
  factsUrl?: string;
  /** Where Grafana shows the dashboard. */
  grafanaUrl?: string;
  /** The most that our own nats-server may store, in bytes; by default most of what the disk has free. */
  storeLimitBytes?: number;
  /** The largest request body, in bytes. */
  maxBodyBytes?: number;
  /** A file that keeps what is said, with its time; none unless given. */
  logFile?: string;
  /** Whether other commands may take it for the daemon of its data folder. */
  announced?: boolean;
  /** Whether to go on without what is found to be missing. */
  acceptLoss?: boolean;
  /** Ends the opening. */
  signal?: AbortSignal;
  say: (sentence: string) => void;
  /** Hears that the log is gone for good and nothing can be recorded any more. */
  onGone?: (sentence: string) => void;
};

/** A running daemon. */
export type House = {
  /** Where programs of this machine find it. */
  url: string;
  /** Where people elsewhere find it, if it has a public address. */
  publicUrl?: string;
  /** What programs of this machine's user show where a login is asked for. */
  token: string;
  /** What the house answers, and the role each needs. */
  routes: readonly HouseRoute[];
  port: number;
  /** Where outside tools read the facts, with read-only credentials. */
  factsUrl: string;
  /** What was recorded and is missing; while there is any, it is closed for work. */
  damages(): readonly Damage[];
  stop(): Promise<void>;
};

/** How often to look whether the nats-server has to be started anew, in ms. */
const revivalMs = 12_000;

const moreBugs = (count: number) => `Something broke ${count} more times in that minute; these are not listed.`;

const cutOff = 'The log does not answer, so nothing can be saved right now; it is being tried again.';

const defaultMaxBody = 64 * 1024 * 1024;

/** Opens everything in order: folder, nats-server, log, read model, runs, doors. What fails on the way is closed again. */
export async function openHouse(settings: HouseSettings): Promise<House> {
  const { dataFolder, cacheFolder, port, natsUrl, factsUrl, grafanaUrl, storeLimitBytes } = settings;
  const { maxBodyBytes = defaultMaxBody, acceptLoss = false, signal } = settings;
  const kept = openKept(settings);
  const say = (sentence: string) => {
    settings.say(sentence);
    kept?.write(sentence);
  };
  const closers: (() => unknown)[] = [];
  const troubles: string[] = [];
  let damages: readonly Damage[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const onGone = (sentence: string) => {
    troubles.push(sentence);
    kept?.write(sentence);
    settings.onGone?.(sentence);
  };

  // Strangers may know how to bring a bug about, and files should not fill with it.
  const report = sparing<unknown>(
    { mostPerMinute: 20, now: Date.now, onLeftOut: (count) => say(moreBugs(count)) },
    (error) => {
      settings.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      kept?.write(bugIn(error));
    },
  );

  try {
    const folder = openDataFolder(dataFolder);
    closers.push(folder.release);
    for (const left of folder.leftovers) void rm(left, { recursive: true, force: true }).catch(() => undefined);
    const open = (gateway: Gateway, factsUrl: string): House => {
      const { port, routes } = gateway;
      const place = { url: localUrl(port, access.host), publicUrl: access.publicUrl?.href, token: access.ownToken };
      if (settings.announced ?? true) folder.announce({ ...place, factsUrl });
      kept?.write(`Manyhands ${packageVersion} runs at ${place.url} (process ${process.pid}).`);
      closers.unshift(() => kept?.write('Manyhands has stopped.'));
      return { ...place, port, routes, factsUrl, damages: () => damages, stop: close };
    };

    const access = openAccess({ ...settings, mayBeEmpty: settings.announced === false });
    closers.push(access.close);

    const nats = await openNats({
      url: natsUrl,
      factsUrl,
      folder: folder.nats,
      cacheFolder,
      storeLimitBytes,
      say,
      onGone,
    });
    closers.push(nats.stop);
    signal?.throwIfAborted();

    const connection = await connectTo(nats.logUrl, 'runtime');
    closers.push(() => connection.close());
    await probeFence(connection);
    const lease = await takeLease(connection, { folder: folder.path, id: leaseId(), now: Date.now, onLost: onGone });
    closers.push(lease.release);
    const metrics = openMetrics();
    const onDamaged = (found: readonly Damage[]) => {
      damages = found;
      for (const { sentence } of [...found, { sentence: whatToDo }]) say(sentence);
    };
    const log = await watchedLog(timedLog(await jetStreamLog(connection), metrics), onDamaged);
    const files = await jetStreamFiles(connection);

    say('Reading the log.');
    const disk = await watchDisk(folder.path);
    closers.push(disk.close);
    const refusalNow = () => {
      if (damages.length) return refuse('log/damaged');
      return disk.isFull() ? refuse('log/full') : undefined;
    };
    const proven = await openProven({
      log,
      folder,
      nats,
      runtime: { dataFolder: folder.path, now: Date.now, refusalNow, onTaskAnswer: metrics.taskData },
      acceptLoss,
      onDamaged,
      say,
      signal,
    });
    if ('damages' in proven) {
      onDamaged(proven.damages);
      const closed = await openClosedGateway({ access, port, damages, logSequence: await log.head(), report });
      closers.push(() => closed.close());
      return open(closed, nats.readerUrl);
    }
    const { readModel, runtime } = proven;
    closers.push(() => readModel.close());
    closers.push(() => runtime.close());
    signal?.throwIfAborted();
    const headRecord = keepHeadRecord(folder.head, log.known, say);
    closers.push(headRecord.close);
    // Its server may have come back without what it had acknowledged.
    onReconnect(connection, () => log.checkHead());

    const { pageFolderOf } = folder;
    const isFrozen = async () => runtime.isCutOff() && !disk.isFull() && (await answers(log));
    closers.push(reviveWhenFrozen(isFrozen, nats.ownPid));

    const problems = () => [...troubles, ...disk.problems(), ...(runtime.isCutOff() ? [cutOff] : [])];
    const broadcastTo = () => readModel.broadcast();
    addHouseGauges(metrics, { runtime, readModel, problems, broadcastTo });

    const sweeper = openSweeper({
      files,
      isSettled: () => isSettled({ log, readModel, runtime, refusalNow }),
      isNamed: (hash) => isNamedFile(readModel.db, hash),
      // Only a server of our own has nobody else storing files.
      graceMs: natsUrl ? 15 * 60_000 : 0,
      now: Date.now,
      say,
    });
    closers.push(sweeper.close);

    const gateway = await openGateway({
      runtime,
      log,
      files,
      readModel,
      now: Date.now,
      pageFolderOf,
      importFolder: folder.imports,
      refusalNow,
      damages: () => damages,
      uploadFolder: folder.uploads,
      onUnnamedFiles: sweeper.offer,
      homeFolder: join(packageFolder, 'webapp/dist'),
      crowdScripts: ['wrap_crowd_source.inhouse.js', 'messages.js'].map((name) =>
        join(packageFolder, 'webapp/worker', name),
      ),
      access,
      port,
      maxBodyBytes,
      metrics,
      version: packageVersion,
      problems,
      broadcastTo,
      grafanaUrl,
      report,
    });
    closers.push(() => gateway.close());
    return open(gateway, nats.readerUrl);
  } catch (error) {
    kept?.write(error instanceof Refusal ? `Manyhands did not start: ${error.message}` : bugIn(error));
    await close();
    throw error;
  }
}

const openKept = ({ logFile: path, say }: HouseSettings): LogFile | undefined =>
  path === undefined ? undefined : openLogFile({ path, now: Date.now, complain: say });

const leaseId = () => randomLetters(16);

const answers = (log: Log): Promise<boolean> =>
  log.head().then(
    () => true,
    () => false,
  );

/** A server whose disk was full answers, but stores nothing until it starts anew, also when there is room again. */
function reviveWhenFrozen(isFrozen: () => Promise<boolean>, pidOf?: () => number): () => void {
  const timer = setInterval(async () => {
    if (!pidOf || !(await isFrozen())) return;
    try {
      process.kill(pidOf(), 'SIGTERM');
    } catch {
      // It ended by itself meanwhile, and is being brought back.
    }
  }, revivalMs).unref();
  return () => clearInterval(timer);
}
