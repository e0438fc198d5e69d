import { setTimeout as wait } from 'node:timers/promises';
import type { HostLine } from '../nats/hosts/bus.ts';
import { Ready } from '../nats/hosts/protocol.ts';
import { type HostStart, startHost } from './host-process.ts';

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

/** Starts a host and waits until it can be called; throws `NotStarted`. */
export async function openHost(
  line: HostLine,
  start: Omit<HostStart, 'url' | 'subject'>,
  limits: HostLimits,
): Promise<Host> {
  let listener = (_: Uint8Array) => {};
  const said = new Promise<Uint8Array>((resolve) => {
    listener = resolve;
  });
  line.onReady(listener);
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

type Called = { gone: Promise<string>; giveUp: () => void };
type Ability = { concurrent: number; callMs: HostLimits['callMs'] };

function caller(line: HostLine, { gone, giveUp }: Called, { concurrent, callMs }: Ability): Host['call'] {
  const waiting: (() => void)[] = [];
  let free = concurrent;
  let end: string | undefined;
  let isGivenUp = false;
  const ended = gone.then((reason) => {
    end = reason;
    for (const next of waiting.splice(0)) next();
    return { again: reason, isGone: true };
  });

  async function ask(name: string, body: Uint8Array): Promise<HostAnswer> {
    const before = performance.now() + callMs(name);
    for (;;) {
      if (end !== undefined) return { again: end, isGone: true };
      const answer = await Promise.race([line.call(name, body, Math.max(1, before - performance.now())), ended]);
      if (answer === 'lost') return { again: 'its connection was lost', isGone: false };
      const isLate = answer === 'late' || performance.now() > before;
      if (typeof answer === 'object') return answer;
      if (isLate) {
        // The oldest call has kept the host busy; those behind it, which are late right after it, have not.
        if (isGivenUp) return ended;
        isGivenUp = true;
        giveUp();
        return 'late';
      }
      await wait(listenPauseMs);
    }
  }

  return async (name, body) => {
    while (free === 0 && end === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
    free--;
    try {
      return await ask(name, body);
    } finally {
      free++;
      waiting.shift()?.();
    }
  };
}
