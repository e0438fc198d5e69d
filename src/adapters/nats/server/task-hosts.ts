import { randomBytes } from 'node:crypto';
import { connect } from 'nats';
import { addressOf } from './credentials.ts';
import type { HostUser } from './host-rights.ts';
import { refuse } from './refusals.ts';

/** Where the hosts of tasks' code connect. */
export type TaskHostUsers = {
  /** For the runtime's side: may call every host. */
  url: string;
  /** Makes a user for a host, and resolves with its URL, which allows nothing but to be this host. */
  add(id: string): Promise<string>;
  /** Takes the user away again, which ends its connections. */
  remove(id: string): Promise<void>;
};

type Settings = {
  /** The URL of a user of the server; they may change when it is started again. */
  urlOf: (user: 'tasks' | 'watcher') => string;
  /** Writes the configuration with these users. */
  write: (hosts: readonly HostUser[]) => void;
};

const reloadTimeoutMs = 10_000;

/** Keeps the users of task hosts in the configuration of our own server, which reads it again without losing a connection. */
export function taskHostUsers({ urlOf, write }: Settings): TaskHostUsers {
  const hosts = new Map<string, string>();
  let latest = Promise.resolve();
  let waiting: Promise<void> | undefined;

  async function apply() {
    waiting = undefined;
    write([...hosts].map(([id, password]) => ({ id, password })));
    await reload(urlOf('watcher'));
  }

  /** Changes that come while the server reads its configuration go into it together, after that. */
  function changed(): Promise<void> {
    waiting ??= latest.catch(() => undefined).then(apply);
    latest = waiting;
    return waiting;
  }

  return {
    url: urlOf('tasks'),
    async add(id) {
      const password = randomBytes(24).toString('base64url');
      hosts.set(id, password);
      await changed().catch((error) => {
        hosts.delete(id);
        throw error;
      });
      const url = new URL(urlOf('tasks'));
      return `nats://${id}:${password}@${url.host}`;
    },
    async remove(id) {
      if (hosts.delete(id)) await changed();
    },
  };
}

/** Has the server read its configuration again; resolves when it has. */
async function reload(url: string): Promise<void> {
  const connection = await connect({ ...addressOf(url), reconnect: false, timeout: reloadTimeoutMs });
  try {
    const server = connection.info?.server_id ?? '';
    const reply = await connection.request(`$SYS.REQ.SERVER.${server}.RELOAD`, '', { timeout: reloadTimeoutMs });
    const { error } = reply.json<{ error?: { description?: string } }>();
    if (error) throw refuse('nats/not-reloaded', { reason: error.description ?? 'it gave no reason' });
  } finally {
    await connection.close();
  }
}
