import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from './actors/refusal.ts';
import { openDataFolder } from './adapters/data-folder/data-folder.ts';
import { watchDisk } from './adapters/data-folder/disk-watch.ts';
import { bugIn, type LogFile, openLogFile } from './adapters/data-folder/log-file.ts';
import { openAccess } from './adapters/gateway/access/access.ts';
import { openClosedGateway } from './adapters/gateway/closed.ts';
import { openGateway } from './adapters/gateway/gateway.ts';
import { localUrl } from './adapters/gateway/http/hosts.ts';
import { type Gateway, insistOnFreePort } from './adapters/gateway/http/listen.ts';
import { keepHeadRecord } from './adapters/integrity/head-record.ts';
import { addDaemonGauges } from './adapters/metrics/daemon-gauges.ts';
import { openMetrics } from './adapters/metrics/metrics.ts';
import { timedLog } from './adapters/metrics/timed-log.ts';
import { jetStreamFiles } from './adapters/nats/files/files.ts';
import { makeFactsStream } from './adapters/nats/log/facts-stream.ts';
import { jetStreamLog } from './adapters/nats/log/jetstream.ts';
import { takeLease } from './adapters/nats/log/lease.ts';
import { probeFence } from './adapters/nats/log/probe.ts';
import { openRecording } from './adapters/nats/log/recording.ts';
import { roomMark } from './adapters/nats/log/room.ts';
import { connectTo, onReconnect, openNats } from './adapters/nats/nats.ts';
import { answers, reviveWhenFrozen } from './adapters/nats/server/revive.ts';
import { packageFolder, packageVersion } from './adapters/package.ts';
import { localTasks } from './adapters/tasks/tasks.ts';
import { throttled } from './adapters/threads/throttled.ts';
import { isNamedFile } from './projections/units/named-files.ts';
import { checkFiles } from './runtime/files/check.ts';
import { isSettled } from './runtime/files/settled.ts';
import { openSweeper } from './runtime/files/sweeper.ts';
import { randomLetters } from './runtime/ids.ts';
import { type Damage, toldWithCode, whatToDo } from './runtime/integrity/damage.ts';
import { watchedLog } from './runtime/integrity/watched-log.ts';
import { notWritable } from './runtime/refusals/disk-fault.ts';
import type { Daemon, DaemonSettings } from './startup/daemon.ts';
import { openProven } from './startup/proven-log.ts';
import { openServices } from './startup/services.ts';

const moreBugs = (count: number) => `Something broke ${count} more times in that minute; these are not listed.`;

const defaultMaxBody = 64 * 1024 * 1024;

/** Opens everything in order: folder, nats-server, log, read model, runs, doors. What fails on the way is closed again. */
export async function openDaemon(settings: DaemonSettings): Promise<Daemon> {
  const { dataFolder, cacheFolder, port, natsUrl, factsUrl, grafanaUrl, storeLimitBytes } = settings;
  const { maxBodyBytes = defaultMaxBody, acceptLoss = false, signal } = settings;
  const kept = openKept(settings);
  const say = (sentence: string) => {
    settings.say(sentence);
    kept?.write(sentence);
  };
  const closers: (() => unknown)[] = [];
  const troubles: string[] = [];
  let damages = (): readonly Damage[] => [];
  let closing = () => {};
  const close = async () => {
    closing();
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const onGone = (sentence: string) => {
    troubles.push(sentence);
    kept?.write(sentence);
    settings.onGone?.(sentence);
  };

  // Strangers may know how to bring a bug about, and files should not fill with it.
  const report = throttled<unknown>(
    { mostPerMinute: 20, now: Date.now, onLeftOut: (count) => say(moreBugs(count)) },
    (error) => {
      settings.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      kept?.write(bugIn(error));
    },
  );

  try {
    const folder = openDataFolder(dataFolder, say);
    closers.push(folder.release);
    for (const left of folder.leftovers) void rm(left, { recursive: true, force: true }).catch(() => undefined);
    const open = (gateway: Gateway, factsUrl: string): Daemon => {
      const { port, routes } = gateway;
      const place = { url: localUrl(port, access.host), publicUrl: access.publicUrl?.href, token: access.ownToken };
      if (settings.announced ?? true) folder.announce({ ...place, factsUrl });
      kept?.write(`Manyhands ${packageVersion} runs at ${place.url} (process ${process.pid}).`);
      closers.unshift(() => kept?.write('Manyhands has stopped.'));
      return { ...place, port, routes, factsUrl, damages, stop: close };
    };

    const access = openAccess({ ...settings, mayBeEmpty: settings.announced === false });
    closers.push(access.close);

    await insistOnFreePort(port, access.host);
    const nats = await openNats({
      url: natsUrl,
      factsUrl,
      folder: folder.nats,
      cacheFolder,
      storeLimitBytes,
      signal,
      say,
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
      mark: () => roomMark(connection),
    });
    closers.push(recording.close);
    ({ closing, damages } = recording);
    const onLost = (sentence: string) => {
      recording.leaseLost();
      onGone(sentence);
    };
    const leasing = { folder: folder.path, id: leaseId(), now: Date.now, onLost };
    closers.push((await takeLease(connection, leasing)).release);
    const factsConnection = await connectTo(nats.factsUrl, 'facts');
    closers.push(() => factsConnection.close());
    // Facts taken for a log would look empty, and must not be written; on our own server nobody could.
    if (natsUrl && nats.factsUrl !== nats.logUrl) closers.push((await takeLease(factsConnection, leasing)).release);
    const { refusalNow, readiness } = recording;
    const onDamaged = (found: readonly Damage[]) => {
      recording.damaged(found);
      for (const sentence of [...found.map(toldWithCode), whatToDo]) say(sentence);
    };
    const log = await watchedLog(timedLog(recording.log, metrics), onDamaged);
    const files = await jetStreamFiles(connection, recording.pulse);
    await makeFactsStream(nats.factsUrl);
    await nats.syncStore();

    const { pageFolderOf } = folder;
    const tasks = localTasks({ dataFolder: folder.path, pageFolderOf, onTaskAnswer: metrics.taskData });
    say('Reading the log.');
    const proven = await openProven({
      log,
      folder,
      nats,
      runtime: { tasks, now: Date.now, refusalNow },
      acceptLoss,
      onDamaged,
      say,
      signal,
    });
    if ('damages' in proven) {
      onDamaged(proven.damages);
      const missing = proven.damages;
      const logSequence = await log.head();
      const closed = await openClosedGateway({
        access,
        port,
        damages: missing,
        told: proven.told,
        logSequence,
        report,
      });
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
    onReconnect(connection, async () => {
      await log.checkHead();
      const { keep, drop } = nats.copy;
      const told = await (damages().length > 0 ? keep : drop)(folder.kept);
      if (told !== undefined) troubles.push(told);
      if (told !== undefined) say(told);
    });
    recording.opened(runtime);

    const isFrozen = async () => runtime.isCutOff() && !disk.isFull() && (await answers(log));
    closers.push(reviveWhenFrozen(isFrozen, nats.ownPid));

    const fileCheck = checkFiles({ files, db: readModel.db, say });
    const told = () => (damages().length ? [...damages().map(toldWithCode), whatToDo] : []);
    const problems = () => [
      ...told(),
      ...troubles,
      ...disk.problems(),
      ...recording.problems(),
      ...fileCheck.problems(),
    ];
    const broadcastTo = () => readModel.broadcast();
    addDaemonGauges(metrics, { runtime, readModel, problems, broadcastTo });

    // What a lost fact named may be wanted again, and pieces may be all that is left of a file.
    const mayRemove = () => !proven.hasLoss && fileCheck.isSound();
    const sweeper = openSweeper({
      files,
      isSettled: async () => mayRemove() && (await isSettled({ log, readModel, runtime, refusalNow })),
      isNamed: (hash) => isNamedFile(readModel.db, hash),
      // Only a server of our own has nobody else storing files.
      graceMs: natsUrl ? 15 * 60_000 : 0,
      now: Date.now,
      say,
    });
    closers.push(sweeper.close);

    const opened = { runtime, log, files, readModel, now: Date.now, pageFolderOf, refusalNow };
    const services = await openServices({ ...opened, importFolder: folder.imports, say });
    closers.push(services.desk.close);
    const gateway = await openGateway({
      ...opened,
      ...services,
      damages,
      uploadFolder: folder.uploads,
      onUnnamedFiles: sweeper.offer,
      readiness,
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
  } catch (fault) {
    const error = signal?.aborted ? signal.reason : (notWritable(fault, dataFolder) ?? fault);
    if (!signal?.aborted)
      kept?.write(error instanceof Refusal ? `Manyhands did not start: ${error.message}` : bugIn(error));
    await close();
    throw error;
  }
}

const openKept = ({ logFile: path, say }: DaemonSettings): LogFile | undefined =>
  path === undefined ? undefined : openLogFile({ path, now: Date.now, complain: say });

const leaseId = () => randomLetters(16);
