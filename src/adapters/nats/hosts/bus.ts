import { ErrorCode, type NatsConnection, type NatsError } from 'nats';
import { randomLetters } from '../../../runtime/ids.ts';
import { connectTo, onDisconnect, onReconnect } from '../nats.ts';
import { subjectsOf } from '../server/host-rights.ts';
import type { TaskHostUsers } from '../server/task-hosts.ts';

/** What became of a call: its reply, `late` after the time limit, `lost` if the connection broke, `nobody` if no host listens. */
export type Called = { reply: Uint8Array } | 'late' | 'lost' | 'nobody';

/** The line to one host. */
export type HostLine = {
  /** Where the host connects, with its credentials. */
  url: string;
  /** The beginning of its subjects. */
  subject: string;
  /** The most bytes of a message. */
  maxBytes: number;
  /** Called with what the host publishes when it is ready. */
  onReady(listener: (message: Uint8Array) => void): void;
  call(name: string, body: Uint8Array, timeoutMs: number): Promise<Called>;
  /** Resolves when the server can be reached. */
  connected(): Promise<void>;
  /** Takes the host's credentials away. */
  close(): Promise<void>;
};

/** The way to the hosts of tasks' code. */
export type TaskBus = {
  openLine(): Promise<HostLine>;
  close(): Promise<void>;
};

const idLetters = 16;

/** Opens the runtime's side of the calls to task hosts. */
export async function openTaskBus(users: TaskHostUsers): Promise<TaskBus> {
  const connection = await connectTo(users.url, 'tasks');
  const broken = new Set<() => void>();
  let connected = Promise.resolve();
  let isBack = () => {};
  onDisconnect(connection, () => {
    isBack();
    connected = new Promise((resolve) => {
      isBack = resolve;
    });
    for (const notice of broken) notice();
  });
  onReconnect(connection, async () => isBack());

  async function openLine(): Promise<HostLine> {
    const id = randomLetters(idLetters);
    const { ready, call } = subjectsOf(id);
    let listener = (_: Uint8Array) => {};
    const subscription = connection.subscribe(ready, { callback: (_, { data }) => listener(data) });
    const url = await users.add(id).catch((error) => {
      subscription.unsubscribe();
      throw error;
    });
    return {
      url,
      subject: ready.replace(/\.ready$/, ''),
      maxBytes: connection.info?.max_payload ?? Number.POSITIVE_INFINITY,
      onReady: (listens) => {
        listener = listens;
      },
      call: (name, body, timeoutMs) => request(connection, broken, { subject: call(name), body, timeoutMs }),
      connected: () => connected,
      async close() {
        subscription.unsubscribe();
        await users.remove(id);
      },
    };
  }
  return {
    openLine,
    async close() {
      isBack();
      await connection.close();
    },
  };
}

type Request = { subject: string; body: Uint8Array; timeoutMs: number };

async function request(
  connection: NatsConnection,
  broken: Set<() => void>,
  { subject, body, timeoutMs }: Request,
): Promise<Called> {
  let notice = () => {};
  const lost = new Promise<'lost'>((resolve) => {
    notice = () => resolve('lost');
  });
  broken.add(notice);
  try {
    const asked = connection.request(subject, body, { timeout: timeoutMs }).then(
      ({ data }): Called => ({ reply: data }),
      ({ code }: NatsError): Called => {
        if (code === ErrorCode.NoResponders) return 'nobody';
        return code === ErrorCode.Timeout ? 'late' : 'lost';
      },
    );
    return await Promise.race([asked, lost]);
  } finally {
    broken.delete(notice);
  }
}
