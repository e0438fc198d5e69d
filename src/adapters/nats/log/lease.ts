import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KV, type NatsConnection, NatsError, StorageType } from 'nats';
import { z } from 'zod';
import { refuse } from '../server/refusals.ts';
import { refuseNoRights } from './no-rights.ts';

const BUCKET = 'MANYHANDS_LEASE';
const KEY = 'log';
/** How long a lease is valid without renewal, and how often it is renewed, in ms. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
/** How often to check whether another daemon's lease was renewed or has expired, in ms. */
const checkEveryMs = 250;

const Holder = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  folder: z.string(),
  inode: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof Holder>;

type LeaseSettings = {
  /** The data folder of this daemon, whose lock it holds. */
  folder: string;
  /** An id of this process that no other ever has. */
  id: string;
  now: () => number;
  /** Waits between two checks of another daemon's lease, in ms. */
  pause?: (ms: number) => Promise<unknown>;
  /** Called when another daemon has taken the log. */
  onLost: (sentence: string) => void;
};

type Lease = { release(): Promise<void> };

/**
 * Takes the lease on the log of this NATS account, so that one daemon writes it; throws `log/leased` with the daemon that
 * has it. Each renewal expects the revision of the one before.
 */
export async function takeLease(
  connection: NatsConnection,
  { folder, id, now, pause = sleep, onLost }: LeaseSettings,
): Promise<Lease> {
  const bucket = await connection
    .jetstream()
    .views.kv(BUCKET, { ttl: leaseMs, history: 1, storage: StorageType.File, description: 'Which daemon has the log' })
    .catch(refuseNoRights);
  const { dev, ino } = statSync(folder);
  const since = new Date(now()).toISOString();
  // Two containers may have one name, and the same path for folders of their own.
  const holder: Holder = { id, host: hostname(), pid: process.pid, folder, inode: `${dev}:${ino}`, since };
  const value = JSON.stringify(holder);
  let revision = await take(bucket, holder, { value, pause });
  let isOver = false;

  async function renew() {
    try {
      revision = await bucket.update(KEY, value, revision);
    } catch (error) {
      if (isOver || !isRefused(error)) return;
      const other = await holderIn(bucket);
      // It expired while the server was unreachable, and nobody has taken it.
      if (!other) revision = await bucket.create(KEY, value);
      else if (other.holder?.id === id) revision = other.revision;
      else giveUp(other.holder);
    }
  }
  function giveUp(other: Holder | undefined) {
    isOver = true;
    clearInterval(timer);
    onLost(`Another daemon has taken the log: ${described(other)}. This one records nothing more.`);
  }
  // If the server does not reply, the next interval tries again.
  const timer = setInterval(() => void renew().catch(() => undefined), renewEveryMs).unref();

  return {
    async release() {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      await bucket.delete(KEY, { previousSeq: revision }).catch(() => undefined);
    },
  };
}

type Entry = { value: string; pause: (ms: number) => Promise<unknown> };

/** Takes a lease that is free, or expires without renewal; refuses if it is renewed. */
async function take(bucket: KV, { host, folder, inode }: Holder, { value, pause }: Entry): Promise<number> {
  let seen: number | undefined;
  for (let waitedMs = 0; ; waitedMs += checkEveryMs) {
    const other = await holderIn(bucket);
    // The folder's lock is ours, so the process that had the lease from there is dead.
    const isOurs = other?.holder?.host === host && other.holder.folder === folder && other.holder.inode === inode;
    try {
      if (!other) return await bucket.create(KEY, value);
      if (isOurs) return await bucket.update(KEY, value, other.revision);
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
    const isRenewed = seen !== undefined && other !== undefined && other.revision !== seen;
    if (isRenewed || waitedMs > leaseMs + renewEveryMs)
      throw refuse('log/leased', { holder: described((await holderIn(bucket))?.holder) });
    seen ??= other?.revision;
    await pause(checkEveryMs);
  }
}

async function holderIn(bucket: KV): Promise<{ holder?: Holder; revision: number } | undefined> {
  const entry = await bucket.get(KEY);
  if (entry?.operation !== 'PUT') return undefined;
  return { holder: Holder.safeParse(readJson(entry.string())).data, revision: entry.revision };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const described = (holder: Holder | undefined): string =>
  holder
    ? `process ${holder.pid} on ${holder.host} with the data folder ${holder.folder}, since ${holder.since}`
    : 'one that does not say which';

const isRefused = (error: unknown) => error instanceof NatsError && error.api_error?.err_code === 10071;
