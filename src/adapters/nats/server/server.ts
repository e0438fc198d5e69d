import { chmod, rm } from 'node:fs/promises';
import { keepFileSync, makeFolderSync, syncTree } from '../../data-folder/durable-file.ts';
import { type Child, startChild } from './child.ts';
import { forgetCleanEnd, noteCleanEnd } from './clean-end.ts';
import { filesIn, serverConfig } from './config.ts';
import { keptCredentials, type UserName } from './credentials.ts';
import type { HostUser } from './host-rights.ts';
import { endOrphan } from './orphan.ts';
import { newPort, nextPort } from './port.ts';
import { untilReady } from './ready.ts';
import { refuse } from './refusals.ts';
import { mendStore } from './store.ts';
import { copyStore, type StoreCopy, storeCopyIn } from './store-copy.ts';
import { type TaskHostUsers, taskHostUsers } from './task-hosts.ts';
import { isNewEnough, oldestSafe, versionOf } from './version.ts';

/** What opening a nats-server of our own needs. */
type ServerSettings = {
  /** The program file. */
  path: string;
  /** The folder of its store, configuration, credentials and log; made if missing, for its owner only. */
  folder: string;
  /** The maximum size of its store, in bytes; keep it below the free disk. */
  storeLimitBytes: number;
  /** Ends the opening. */
  signal?: AbortSignal;
  /** Called with every sentence for the terminal. */
  notify: (sentence: string) => void;
  /** Called once when it has died and cannot be restarted: nothing can be recorded from then on. */
  onGone: (sentence: string) => void;
};

/** A nats-server of our own, on loopback, kept running until it is stopped. */
export type NatsServer = {
  version: string;
  pid(): number;
  /** For the runtime: the log and everything around it. */
  logUrl: string;
  /** For the broadcaster: publishes the facts. */
  factsUrl: string;
  /** For outside tools: reads the facts and can change nothing. */
  readerUrl: string;
  /** For health checks: `$SYS.REQ.SERVER.PING.VARZ`, `.JSZ` and `.HEALTHZ`. */
  watcherUrl: string;
  /** The hosts of tasks' code. */
  taskHosts: TaskHostUsers;
  /** Syncs its whole store to disk: the server itself syncs acknowledged messages, but not all of its metadata. */
  syncStore(): Promise<void>;
  /** The copy of the log's blocks from before it was started, if it had to read all of them. */
  copy: StoreCopy;
  stop(): Promise<void>;
};

/** A server that dies sooner than this after a restart is not restarted again. */
const minLifeMs = 10_000;
const maxPortAttempts = 3;
const portTaken = /address already in use|only one usage of each socket/i;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function usableVersion(path: string, folder: string): Promise<string> {
  const version = await versionOf(path);
  if (!version)
    throw refuse('nats/did-not-start', {
      reason: `${path} is not a nats-server that runs here`,
      log: filesIn(folder).log,
    });
  if (!isNewEnough(version)) throw refuse('nats/too-old', { version, oldest: oldestSafe });
  return version;
}

/** Starts a nats-server on a folder, ending one that a killed daemon left there, and restarts it if it dies. */
export async function openNatsServer(settings: ServerSettings): Promise<NatsServer> {
  const { path, folder, storeLimitBytes, signal, notify, onGone } = settings;
  const version = await usableVersion(path, folder);
  makeFolderSync(folder);
  await chmod(folder, 0o700);
  await endOrphan(folder);
  const credentials = await keptCredentials(folder, notify);

  let child: Child;
  let namedPort = await nextPort(folder, notify);
  await copyStore({ folder, notify, signal });
  await mendStore(filesIn(folder).store, notify);
  const urlOf = (user: UserName) => `nats://${user}:${credentials[user]}@127.0.0.1:${namedPort.port}`;
  const start = async () => {
    forgetCleanEnd(folder);
    const started = startChild(path, folder);
    child = started;
    const end = () => void started.end();
    signal?.addEventListener('abort', end);
    try {
      await untilReady(started, namedPort, urlOf('runtime'), () =>
        notify('The nats-server is still reading its store.'),
      );
    } finally {
      signal?.removeEventListener('abort', end);
    }
  };

  const write = (hosts: readonly HostUser[]) => {
    const config = serverConfig({ folder, namedPort, storeLimitBytes, credentials, hosts });
    keepFileSync(filesIn(folder).config, `${JSON.stringify(config, null, 2)}\n`);
  };
  for (let attempt = 1; ; attempt++) {
    write([]);
    try {
      await start();
      break;
    } catch (error) {
      signal?.throwIfAborted();
      const reason = messageOf(error);
      if (!portTaken.test(reason) || attempt === maxPortAttempts)
        throw refuse('nats/did-not-start', { reason, log: filesIn(folder).log });
      namedPort = await newPort();
    }
  }

  let stopping = false;
  const watching = watch();

  /** Restarts the server whenever it ends, until it is stopped or given up. */
  async function watch() {
    for (let restartedAt = 0; ; restartedAt = Date.now()) {
      const reason = await child.ended;
      if (stopping) return;
      if (Date.now() - restartedAt < minLifeMs) return giveUp(reason);
      notify(`The nats-server ended by itself (${reason}). It is being restarted.`);
      try {
        await copyStore({ folder, notify, signal });
        if (stopping) return;
        await start();
      } catch (error) {
        return stopping ? undefined : giveUp(messageOf(error));
      }
      notify('The nats-server is running again.');
    }
  }
  function giveUp(reason: string) {
    onGone(
      `The nats-server died and cannot be restarted (${reason}). See ${filesIn(folder).log}, then start Manyhands again.`,
    );
  }

  async function stop() {
    stopping = true;
    await child.end();
    await watching;
    if (child.hasEndedCleanly()) await noteCleanEnd(folder).catch(() => undefined);
    await rm(filesIn(folder).pids, { force: true });
  }

  return {
    version,
    pid: () => child.pid,
    logUrl: urlOf('runtime'),
    factsUrl: urlOf('broadcaster'),
    readerUrl: urlOf('reader'),
    watcherUrl: urlOf('watcher'),
    taskHosts: taskHostUsers({ urlOf, write }),
    syncStore: () => syncTree(filesIn(folder).store),
    copy: storeCopyIn(folder),
    stop,
  };
}
