import { setTimeout as wait } from 'node:timers/promises';
import type { HostLine } from '../nats/hosts/bus.ts';
import { Ready, Wake } from '../nats/hosts/protocol.ts';
import { type HostStart, startHost } from './host-process.ts';
import { slotsOf } from './slots.ts';

/** A host that is ready: what it defines, and how it is called. */
export type Host = {
  pid: number;
  functions: readonly string[];
  declares: Able['declares'];
  /** Calls a function, when fewer calls are in progress than the host takes at the same time. */
  call(name: string, body: Uint8Array): Promise<HostAnswer>;
  /** Resolves with the reason when its process has ended; `late` if it was killed because a call took too long. */
  gone: Promise<string>;
  end(): Promise<void>;
};

/** What became of a call: `again` if another host may be asked, `late` if this one was killed for it. */
export type HostAnswer = { reply: Uint8Array } | { again: string; isGone: boolean } | 'late';

export type HostLimits = {
  /** How long one call of a function may take. */
  callMs: (name: string) => number;
  /** How long a host may take to start. */
  startMs: number;
};

/** The host did not start: its code cannot be loaded, it ended, or it said nothing. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
  readonly isLate: boolean;
  constructor(reason: string, isLate = false) {
    super(reason);
    this.isLate = isLate;
  }
}

/** The pause before the same call when the host does not listen yet or again. */
const listenPauseMs = 50;

/** Starts a host and waits until it can be called; throws `NotStarted`. `onWake` gets the conversations whose code has something new. */
export async function openHost(
  line: HostLine,
  start: Omit<HostStart, 'url' | 'subject'>,
  limits: HostLimits,
  onWake: (room: string) => void,
): Promise<Host> {
  const said = new Promise<Uint8Array>((resolve) => {
    line.onReady((message) => {
      const room = wakenIn(message);
      if (room === undefined) resolve(message);
      else onWake(room);
    });
  });
  const started = startHost({ ...start, url: line.url, subject: line.subject });
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    started.kill();
  };
  const gone = started.gone.then((reason) => (isLate ? 'late' : reason));
  try {
    const { functions, concurrent, declares } = await readyOf(said, started.gone, limits.startMs);
    return {
      pid: started.pid,
      functions,
      declares,
      gone,
      end: started.end,
      call: caller(line, { gone, giveUp }, { concurrent, callMs: limits.callMs }),
    };
  } catch (error) {
    await started.end();
    throw error;
  }
}

type Able = Extract<Ready, { functions: unknown }>;

async function readyOf(said: Promise<Uint8Array>, gone: Promise<string>, startMs: number): Promise<Able> {
  const isOver = new AbortController();
  const late = wait(startMs, undefined, { signal: isOver.signal }).then(() => {
    throw new NotStarted('it did not say that it is ready', true);
  });
  late.catch(() => undefined);
  const ended = gone.then((reason): never => {
    throw new NotStarted(reason);
  });
  try {
    const ready = readyIn(await Promise.race([said, ended, late]));
    if ('failed' in ready) throw new NotStarted(ready.failed);
    return ready;
  } finally {
    isOver.abort();
    ended.catch(() => undefined);
  }
}

function readyIn(message: Uint8Array): Ready {
  try {
    return Ready.parse(JSON.parse(Buffer.from(message).toString('utf8')));
  } catch {
    throw new NotStarted('its first message is not {"protocol": 1, "functions": […]} in JSON');
  }
}

function wakenIn(message: Uint8Array): string | undefined {
  try {
    return Wake.safeParse(JSON.parse(Buffer.from(message).toString('utf8'))).data?.wakes;
  } catch {
    return undefined;
  }
}

type Called = { gone: Promise<string>; giveUp: () => void };
type Ability = { concurrent: number; callMs: HostLimits['callMs'] };
/** A call that the host has not answered, and when it is late. */
type Sent = { before: number; done: Promise<unknown> };

function caller(line: HostLine, { gone, giveUp }: Called, { concurrent, callMs }: Ability): Host['call'] {
  const slots = slotsOf(concurrent);
  /** The oldest first. */
  const sent = new Set<Sent>();
  let end: string | undefined;
  let isGivenUp = false;
  const ended = gone.then((reason) => {
    end = reason;
    slots.open();
    return { again: reason, isGone: true };
  });

  /** What becomes of a late call. The oldest has kept the host busy: those behind it have not, and one that may still take its time is left alone. */
  async function late(older: readonly Sent[], before: number): Promise<HostAnswer> {
    const busy = older.filter((one) => sent.has(one));
    if (busy.some((one) => one.before > before)) return 'late';
    await Promise.race([Promise.all(busy.map(({ done }) => done)), ended]);
    if (isGivenUp || end !== undefined) return ended;
    isGivenUp = true;
    giveUp();
    return 'late';
  }

  async function ask(name: string, body: Uint8Array, older: readonly Sent[], before: number): Promise<HostAnswer> {
    for (;;) {
      if (end !== undefined) return { again: end, isGone: true };
      const answer = await Promise.race([line.call(name, body, Math.max(1, before - performance.now())), ended]);
      if (answer === 'lost') return { again: 'its connection was lost', isGone: false };
      if (typeof answer === 'object') return answer;
      if (answer === 'late' || performance.now() > before) return late(older, before);
      await wait(listenPauseMs);
    }
  }

  return async (name, body) => {
    await slots.take(name);
    const before = performance.now() + callMs(name);
    const older = [...sent];
    const answer = ask(name, body, older, before);
    const mine: Sent = { before, done: answer };
    sent.add(mine);
    try {
      return await answer;
    } finally {
      sent.delete(mine);
      slots.release(name);
    }
  };
}
