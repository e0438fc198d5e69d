import { join } from 'node:path';
import type { Credentials } from './credentials.ts';
import { type HostUser, hostPermissions } from './host-rights.ts';
import { factsExports, factsImports, readerPermissions } from './reader-rights.ts';

const mebibyte = 1024 * 1024;

/** The most bytes of a message in our own nats-server. */
export const maxPayloadBytes = 4 * mebibyte;

/** The files of our own nats-server, all in one folder. */
export function filesIn(folder: string) {
  return {
    config: join(folder, 'nats.conf'),
    log: join(folder, 'nats.log'),
    pids: join(folder, 'nats.pid'),
    store: join(folder, 'store'),
    copy: join(folder, 'nats-before-start'),
    ended: join(folder, 'ended.json'),
  };
}

/** The loopback port of a server, and its name, which is random at every start so that no other server can be taken for it. */
export type NamedPort = { port: number; name: string };

type Options = {
  folder: string;
  namedPort: NamedPort;
  storeLimitBytes: number;
  credentials: Credentials;
  /** The users of task hosts. */
  hosts?: Iterable<HostUser>;
};

/** The configuration of a nats-server of our own; NATS reads JSON. */
export function serverConfig({ folder, namedPort, storeLimitBytes, credentials, hosts = [] }: Options) {
  const user = (name: keyof Credentials, permissions?: object) => ({
    user: name,
    password: credentials[name],
    permissions,
  });
  return {
    server_name: namedPort.name,
    host: '127.0.0.1',
    port: namedPort.port,
    max_payload: maxPayloadBytes,
    // The buffer for a client that is slow to read; commits can be as large as a message.
    max_pending: 512 * mebibyte,
    max_connections: 256,
    log_file: filesIn(folder).log,
    logfile_size_limit: 5 * mebibyte,
    logfile_max_num: 3,
    jetstream: {
      store_dir: filesIn(folder).store,
      // An acknowledged commit must be on disk; by default NATS syncs every two minutes.
      sync_interval: 'always',
      max_file_store: storeLimitBytes,
      max_memory_store: 64 * mebibyte,
    },
    accounts: {
      LOG: { jetstream: 'enabled', users: [user('runtime')] },
      // The facts can be rebuilt from the log, so they must not take the space it needs.
      FACTS: {
        jetstream: { max_file: Math.floor(storeLimitBytes / 2) },
        users: [user('broadcaster')],
        exports: factsExports,
      },
      READERS: { users: [user('reader', readerPermissions)], imports: factsImports },
      // Requests to the hosts of tasks' code. Nothing is exported to this account, so that its users see nothing else.
      TASKS: {
        users: [
          user('tasks'),
          ...[...hosts].map(({ id, password }) => ({ user: id, password, permissions: hostPermissions(id) })),
        ],
      },
      WATCH: { users: [user('watcher', healthOnly)] },
    },
    system_account: 'WATCH',
  };
}

/** Rights to read the server's state and to have it read its configuration again, and nothing else. */
const healthOnly = {
  publish: {
    allow: [...['VARZ', 'JSZ', 'HEALTHZ'].map((page) => `$SYS.REQ.SERVER.PING.${page}`), '$SYS.REQ.SERVER.*.RELOAD'],
  },
  subscribe: { allow: ['_INBOX.>'] },
};
