import { join } from 'node:path';
import { Refusal } from './actors/refusals.ts';
import { openAccess } from './adapters/access/access.ts';
import type { AccessSettings } from './adapters/access/settings.ts';
import { openDataFolder } from './adapters/data-folder.ts';
import { watchDisk } from './adapters/disk-watch.ts';
import { jetStreamFiles } from './adapters/files/files.ts';
import { openGateway } from './adapters/gateway/gateway.ts';
import { localUrl } from './adapters/gateway/hosts.ts';
import type { HouseRoute } from './adapters/gateway/house-routes.ts';
import { ensureFactsStream } from './adapters/log/broadcaster.ts';
import { jetStreamLog } from './adapters/log/jetstream.ts';
import { probeFence } from './adapters/log/probe.ts';
import { bugIn, type LogFile, openLogFile } from './adapters/log-file.ts';
import { addHouseGauges } from './adapters/metrics/house-gauges.ts';
import { openMetrics } from './adapters/metrics/metrics.ts';
import { timedLog } from './adapters/metrics/timed-log.ts';
import { connectTo, openNats } from './adapters/nats.ts';
import { openReadModel } from './adapters/read-model/read-model.ts';
import { openRuntime } from './adapters/runtime/runtime.ts';
import { packageFolder, packageVersion } from './config.ts';
import type { Log } from './events/log.ts';

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
  stop(): Promise<void>;
};

/** How often to look whether the nats-server has to be started anew, in ms. */
const revivalMs = 12_000;

const cutOff = 'The log does not answer, so nothing can be saved right now; it is being tried again.';

const defaultMaxBody = 64 * 1024 * 1024;

/** Opens everything in order: folder, nats-server, log, read model, runs, doors. What fails on the way is closed again. */
export async function openHouse(settings: HouseSettings): Promise<House> {
  const { dataFolder, cacheFolder, port, natsUrl, factsUrl, grafanaUrl, storeLimitBytes } = settings;
  const { maxBodyBytes = defaultMaxBody } = settings;
  const kept = openKept(settings);
  const say = (sentence: string) => {
    settings.say(sentence);
    kept?.write(sentence);
  };
  const closers: (() => unknown)[] = [];
  const troubles: string[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const onGone = (sentence: string) => {
    troubles.push(sentence);
    kept?.write(sentence);
    settings.onGone?.(sentence);
  };

  try {
    const folder = openDataFolder(dataFolder, say);
    closers.push(folder.release);

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

    const connection = await connectTo(nats.logUrl, 'runtime');
    closers.push(() => connection.close());
    await probeFence(connection);
    const metrics = openMetrics();
    const log = timedLog(await jetStreamLog(connection), metrics);
    const files = await jetStreamFiles(connection);
    await makeFactsStream(nats.factsUrl);
    await nats.syncStore();

    const readModel = await openReadModel({
      folder: folder.readModel,
      logUrl: nats.logUrl,
      factsUrl: nats.factsUrl,
      say,
    });
    closers.push(() => readModel.close());

    say('Reading the runs from the log.');
    const disk = await watchDisk(folder.path);
    closers.push(disk.close);
    const { pageFolderOf } = folder;
    const hasRoom = () => !disk.isFull();
    const runtime = await openRuntime({
      log,
      pageFolderOf,
      now: Date.now,
      say,
      hasRoom,
      onTaskAnswer: metrics.taskData,
    });
    closers.push(() => runtime.close());

    const isFrozen = async () => runtime.isCutOff() && !disk.isFull() && (await answers(log));
    closers.push(reviveWhenFrozen(isFrozen, nats.ownPid));

    const problems = () => [...troubles, ...disk.problems(), ...(runtime.isCutOff() ? [cutOff] : [])];
    const broadcastTo = () => readModel.broadcast();
    addHouseGauges(metrics, { runtime, readModel, problems, broadcastTo });

    const gateway = await openGateway({
      runtime,
      log,
      files,
      readModel,
      now: Date.now,
      pageFolderOf,
      importFolder: folder.imports,
      hasRoom,
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
      report(error) {
        settings.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
        kept?.write(bugIn(error));
      },
    });
    closers.push(() => gateway.close());

    const house = {
      url: localUrl(gateway.port, access.host),
      publicUrl: access.publicUrl?.href,
      token: access.ownToken,
      routes: gateway.routes,
      port: gateway.port,
      factsUrl: nats.readerUrl,
    };
    if (settings.announced ?? true) folder.announce(house);
    kept?.write(`Manyhands ${packageVersion} runs at ${house.url} (process ${process.pid}).`);
    closers.unshift(() => kept?.write('Manyhands has stopped.'));
    return { ...house, stop: close };
  } catch (error) {
    kept?.write(error instanceof Refusal ? `Manyhands did not start: ${error.message}` : bugIn(error));
    await close();
    throw error;
  }
}

const openKept = ({ logFile: path, say }: HouseSettings): LogFile | undefined =>
  path === undefined ? undefined : openLogFile({ path, now: Date.now, complain: say });

/** There before the store is synced; where it cannot be made, the broadcaster goes on trying. */
async function makeFactsStream(factsUrl: string): Promise<void> {
  const connection = await connectTo(factsUrl, 'broadcaster');
  const making = connection.jetstreamManager().then((jsm) => ensureFactsStream(connection, jsm));
  await making.catch(() => undefined).finally(() => connection.close());
}

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
