import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connect, ErrorCode, type NatsConnection, type NatsError } from 'nats';
import { findNatsServer } from './server/acquire.ts';
import { addressOf } from './server/credentials.ts';
import { refuse } from './server/refusals.ts';
import { type NatsServer, openNatsServer } from './server/server.ts';
import { noCopy, type StoreCopy } from './server/store-copy.ts';
import type { TaskHostUsers } from './server/task-hosts.ts';
import { isNewEnough, oldestSafe } from './server/version.ts';

/** The URLs of the log and the facts, on our own server or on one that runs already. */
export type Nats = {
  version: string;
  logUrl: string;
  factsUrl: string;
  readerUrl: string;
  ownPid?: () => number;
  /** The users of task hosts. Beside a server that runs already, the first call starts one of our own, without anything stored. */
  taskHosts(): Promise<TaskHostUsers>;
  /** Syncs the store of our own server to disk, so that its streams survive a power cut. */
  syncStore(): Promise<void>;
  /** The copy of the log's blocks from before our own server read them. */
  copy: StoreCopy;
  stop(): Promise<void>;
};

type Settings = {
  /** A server to use instead of one of our own. */
  url?: string;
  factsUrl?: string;
  folder: string;
  cacheFolder: string;
  storeLimitBytes?: number;
  /** Ends the opening. */
  signal?: AbortSignal;
  notify: (sentence: string) => void;
  onGone: (sentence: string) => void;
};

const gibibyte = 1024 ** 3;

/** Uses the server at `url`, or finds a nats-server and runs one on the folder. */
export async function openNats(settings: Settings): Promise<Nats> {
  const { url, folder, storeLimitBytes } = settings;
  if (url) {
    const beside = serverBeside(settings);
    const factsUrl = settings.factsUrl ?? url;
    return {
      version: await versionAt(url),
      logUrl: url,
      factsUrl,
      readerUrl: withoutCredentials(factsUrl),
      taskHosts: beside.taskHosts,
      syncStore: async () => undefined,
      copy: noCopy,
      stop: beside.stop,
    };
  }
  const server = await ownServer(settings, storeLimitBytes ?? (await defaultLimit(folder)));
  const { version, logUrl, factsUrl, readerUrl, pid, taskHosts, syncStore, copy, stop } = server;
  return {
    ...{ version, logUrl, factsUrl, readerUrl, ownPid: pid, syncStore, copy, stop },
    taskHosts: async () => taskHosts,
  };
}

type OwnSettings = Pick<Settings, 'folder' | 'cacheFolder' | 'signal' | 'notify' | 'onGone'>;

async function ownServer(settings: OwnSettings, storeLimitBytes: number): Promise<NatsServer> {
  const { folder, cacheFolder, signal, notify, onGone } = settings;
  const found = await findNatsServer({ cacheFolder: join(cacheFolder, 'nats-server'), env: process.env, notify });
  notify(`nats-server ${found.version} (${found.from}).`);
  return openNatsServer({ path: found.path, folder, storeLimitBytes, signal, notify, onGone });
}

/** Nothing is stored there, but the server has streams for whatever it does. */
const besideLimitBytes = 64 * 1024 ** 2;

/** A server of our own for task hosts alone, started when the first one needs it. */
export function serverBeside(settings: Omit<OwnSettings, 'onGone'>): Pick<Nats, 'taskHosts' | 'stop'> {
  let opened: Promise<NatsServer> | undefined;
  const { notify } = settings;
  const open = () => {
    const opening = ownServer(
      { ...settings, folder: `${settings.folder}-task-hosts`, onGone: notify },
      besideLimitBytes,
    );
    opening.catch(() => {
      opened = undefined;
    });
    return opening;
  };
  return {
    async taskHosts() {
      opened ??= open();
      return (await opened).taskHosts;
    },
    async stop() {
      await (await opened?.catch(() => undefined))?.stop();
    },
  };
}

/** Outside tools need credentials of their own, with fewer rights. */
const withoutCredentials = (url: string) => url.replace(/\/\/[^@/]*@/, '//');

/** A server that does not answer in this time is tried again: on a machine that is short of processors both sides are late. */
const connectTimeoutMs = 10_000;
const maxAttempts = 3;

/** Connects with the credentials in the URL; reconnects for ever. Refuses with `nats/unreachable`. */
export async function connectTo(url: string, name: string, timeoutMs = connectTimeoutMs): Promise<NatsConnection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect({
        ...addressOf(url),
        name,
        inboxPrefix: `_INBOX_${name}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
        timeout: timeoutMs,
        // The client makes an error with its stack for each request beforehand: a twentieth of a busy daemon's time.
        noAsyncTraces: true,
      });
    } catch (error) {
      const isLate = (error as NatsError).code === ErrorCode.Timeout;
      if (!isLate || attempt === maxAttempts)
        throw refuse('nats/unreachable', { url: withoutCredentials(url), reason: (error as Error).message });
    }
  }
}

/** Calls `work` whenever the connection is back after a loss; `work` reports its own errors. */
export function onReconnect(connection: NatsConnection, work: () => Promise<unknown>): void {
  async function listen() {
    for await (const { type } of connection.status()) if (type === 'reconnect') await work().catch(() => undefined);
  }
  void listen();
}

/** Calls `work` whenever the connection is lost. */
export function onDisconnect(connection: NatsConnection, work: () => void): void {
  async function listen() {
    for await (const { type } of connection.status()) if (type === 'disconnect') work();
  }
  void listen();
}

async function versionAt(url: string): Promise<string> {
  const connection = await connectTo(url, 'probe');
  const version = connection.info?.version ?? '0';
  await connection.close();
  if (!isNewEnough(version)) throw refuse('nats/too-old', { version, oldest: oldestSafe });
  return version;
}

/** Less than the disk has free, so that the server refuses before the disk is full. */
async function defaultLimit(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(folder));
  return Math.max(gibibyte / 4, Math.floor(bavail * bsize * 0.8));
}
