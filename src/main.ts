import { rm } from 'node:fs/promises';
import { Refusal } from './actors/refusal.ts';
import { isLoopback } from './adapters/addresses.ts';
import { type DataFolder, openDataFolder } from './adapters/data-folder/data-folder.ts';
import { bugIn } from './adapters/data-folder/log-file.ts';
import { type Access, openAccess } from './adapters/gateway/access/access.ts';
import { localUrl } from './adapters/gateway/http/hosts.ts';
import { type Gateway, requireFreePort } from './adapters/gateway/http/listen.ts';
import { keepHeadRecord } from './adapters/integrity/head-record.ts';
import { packageVersion } from './adapters/package.ts';
import { localTasks } from './adapters/tasks/tasks.ts';
import { LogUnavailable } from './events/log.ts';
import type { WorkerIdentity } from './events/task-run.ts';
import { maxItemBytesOf } from './runtime/producer.ts';
import { notWritable } from './runtime/refusals/disk-fault.ts';
import type { Daemon, DaemonSettings } from './startup/daemon.ts';
import { openGatewayClosedForWork, openGatewayForWork } from './startup/open-gateway.ts';
import { beginOpening, closeAll, type Opening } from './startup/opening.ts';
import { openProven } from './startup/proven-log.ts';
import { refuse } from './startup/refusals.ts';
import { openStore, type Store, watchStore } from './startup/store.ts';
import { taskHosts } from './startup/task-hosts.ts';

/** Opens everything in order: folder, nats-server, log, read model, runs, gateway. If a step fails, closes the earlier ones. */
export async function openDaemon(settings: DaemonSettings): Promise<Daemon> {
  const { signal } = settings;
  const opening = beginOpening(settings);
  try {
    const folder = openFolder(opening);
    const access = await openAddress(opening);
    const store = await openStore(opening, folder);
    opening.notify('Reading the log.');
    const proven = await prove(opening, store, { folder, access });
    if ('damages' in proven) {
      const gateway = await openGatewayClosedForWork(opening, store, { ...proven, access });
      return daemonAt(gateway, { opening, store, folder, access });
    }
    const { readModel, runtime } = proven;
    opening.closers.push(() => readModel.close());
    opening.closers.push(() => runtime.close());
    signal?.throwIfAborted();
    opening.closers.push(keepHeadRecord(folder.head, store.log.known, opening.notify).close);
    watchStore(opening, store, { folder, runtime });
    store.recording.opened(runtime);
    const gateway = await openGatewayForWork(opening, store, { ...proven, folder, access });
    return daemonAt(gateway, { opening, store, folder, access });
  } catch (fault) {
    const error = signal?.aborted
      ? signal.reason
      : (notWritable(fault, settings.dataFolder) ?? lateLog(fault) ?? fault);
    if (!signal?.aborted)
      opening.note(error instanceof Refusal ? `Manyhands did not start: ${error.message}` : bugIn(error));
    await closeAll(opening);
    throw error;
  }
}

const lateLog = (fault: unknown) => (fault instanceof LogUnavailable ? refuse('log/late') : undefined);

function openFolder({ dataFolder, notify, closers }: Opening): DataFolder {
  const folder = openDataFolder(dataFolder, notify);
  closers.push(folder.release);
  for (const leftover of folder.leftovers) void rm(leftover, { recursive: true, force: true }).catch(() => undefined);
  return folder;
}

/** Opens the accounts, and refuses a port that is taken before anything is started. */
async function openAddress(opening: Opening): Promise<Access> {
  const onDamaged = (sentence: string) => {
    opening.troubles.push(sentence);
    opening.notify(sentence);
  };
  const access = openAccess({ ...opening, mayBeEmpty: opening.announced === false, onDamaged });
  opening.closers.push(access.close);
  await requireFreePort(opening.port, access.host);
  return access;
}

function prove(opening: Opening, store: Store, { folder, access }: Pick<Behind, 'folder' | 'access'>) {
  const { acceptLoss = false, notify, signal } = opening;
  const { nats, metrics, recording, log, onDamaged } = store;
  const { path: dataFolder, pageFolderOf } = folder;
  const hosts = taskHosts(nats, metrics.taskFunction);
  opening.closers.push(hosts.close);
  const tasks = localTasks({
    dataFolder,
    pageFolderOf,
    maxItemBytes: maxItemBytesOf(log),
    onTaskAnswer: metrics.taskData,
    openHost: hosts.open,
  });
  // Where other machines reach it, nobody may take another's name.
  const defaultIdentity: WorkerIdentity = access.publicUrl || !isLoopback(access.host) ? 'open' : 'unsigned';
  const runtime = { tasks, now: Date.now, refusalNow: recording.refusalNow, defaultIdentity };
  return openProven({ log, folder, nats, runtime, acceptLoss, onDamaged, notify, signal });
}

type Behind = { opening: Opening; store: Store; folder: DataFolder; access: Access };

/** The daemon behind an open gateway, announced to other commands of this machine. */
function daemonAt({ port, routes }: Gateway, { opening, store, folder, access }: Behind): Daemon {
  const { announced = true, note, closers } = opening;
  const { readerUrl: factsUrl } = store.nats;
  const { damages, closing } = store.recording;
  const place = { url: localUrl(port, access.host), publicUrl: access.publicUrl?.href, token: access.ownToken };
  if (announced) folder.announce({ ...place, factsUrl });
  note(`Manyhands ${packageVersion} runs at ${place.url} (process ${process.pid}).`);
  closers.unshift(() => note('Manyhands has stopped.'));
  closers.push(closing);
  return { ...place, port, routes, factsUrl, damages, stop: () => closeAll(opening) };
}
