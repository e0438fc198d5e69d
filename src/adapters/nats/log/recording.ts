import { setTimeout as wait } from 'node:timers/promises';
import type { Refusal } from '../../../actors/refusal.ts';
import type { Log } from '../../../events/log.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { DiskWatch } from '../../data-folder/disk-watch.ts';
import { refuse } from '../server/refusals.ts';
import { type Heartbeat, watchHeartbeat } from './heartbeat.ts';
import { logWithTimeout } from './log-with-timeout.ts';
import { watchSpace } from './space.ts';

/** Where the daemon is between its start and its end. */
export type Phase = 'opening' | 'open' | 'closing';

/** Whether something may be recorded right now, and why not: the one place that knows. */
export type Recording = {
  /** The log, with these checks around it. */
  log: Log;
  heartbeat: Heartbeat;
  /** Why nothing is tried right now, if so: every command is refused with it. */
  refusalNow(): Refusal | undefined;
  /** Why this server should get no requests right now, if so: the reasons of `refusalNow`, and what turned out by trying. */
  unreadyNow(): Refusal | undefined;
  /** The same, after a look at the log itself. */
  readiness(): Promise<Refusal | undefined>;
  /** What is wrong with the log, a sentence each. */
  problems(): string[];
  /** What was recorded and is missing: while there is any, nothing is recorded. */
  damages(): readonly Damage[];
  /** Something that was recorded has been found to be missing. */
  damaged(found: readonly Damage[]): void;
  /** Another daemon has the log now. */
  leaseLost(): void;
  /** The runs are open, and know whether one of them waits for the log in vain. */
  opened(runs: { isCutOff(): boolean }): void;
  /** From now on every request is refused. */
  closing(): void;
  close(): void;
};

type Options = {
  log: Log;
  disk: DiskWatch;
  /** Resolves when the server of the log has answered. */
  ping: () => Promise<void>;
  /** Stands for all that decides about room in the log. */
  mark: () => Promise<string>;
};

/** How often to look whether a full log has room again, in ms. */
const lookMs = 2000;
/** How long `/ready` waits for the log's own answer, in ms. */
const answerTimeoutMs = 1000;

/** Watches whether a log takes facts. */
export function openRecording({ log, disk, ping, mark }: Options): Recording {
  const heartbeat = watchHeartbeat(ping);
  const { log: watched, room } = watchSpace(logWithTimeout(log, heartbeat), mark);
  const looking = setInterval(() => room.look().catch(() => undefined), lookMs).unref();
  let phase: Phase = 'opening';
  let damages: readonly Damage[] = [];
  let hasLease = true;
  let isCutOff = () => false;

  const reasons = recordingReasons({
    phase: () => phase,
    isDamaged: () => damages.length > 0,
    isLeaseLost: () => !hasLease,
    isDiskFull: disk.isFull,
    isSilent: heartbeat.isSilent,
    isLate: heartbeat.isLate,
    isLogFull: room.isFull,
    isCutOff: () => isCutOff(),
  });
  return {
    log: watched,
    heartbeat,
    ...reasons,
    readiness: async () => reasons.unreadyNow() ?? (await faultOf(watched, heartbeat)) ?? reasons.unreadyNow(),
    damages: () => damages,
    damaged(found) {
      damages = found;
    },
    leaseLost() {
      hasLease = false;
    },
    opened(runs) {
      phase = 'open';
      isCutOff = runs.isCutOff;
    },
    closing() {
      phase = 'closing';
    },
    close() {
      clearInterval(looking);
      heartbeat.close();
    },
  };
}

/** What is wrong with a log that says so within a second; a slow disk keeps one from answering, and is no fault. */
function faultOf(log: Log, { unlessLate }: Pick<Heartbeat, 'unlessLate'>): Promise<Refusal | undefined> {
  const asked = unlessLate(() => log.head()).then(
    () => undefined,
    () => refuse('log/unavailable'),
  );
  return Promise.race([asked, wait(answerTimeoutMs, undefined, { ref: false })]);
}

type Signs = {
  phase(): Phase;
  isDamaged(): boolean;
  isLeaseLost(): boolean;
  isDiskFull(): boolean;
  isSilent(): boolean;
  isLate(): boolean;
  isLogFull(): boolean;
  isCutOff(): boolean;
};

/** What the signs come to, the most severe first. A new reason belongs here. */
export function recordingReasons(signs: Signs): Pick<Recording, 'refusalNow' | 'unreadyNow' | 'problems'> {
  function refusalNow() {
    if (signs.isDamaged()) return refuse('log/damaged');
    if (signs.isLeaseLost()) return refuse('log/lease-lost');
    if (signs.isDiskFull()) return refuse('log/full');
    if (signs.isSilent()) return refuse('log/unavailable');
    return undefined;
  }
  /** A log that is late, or has left a question open, may answer any moment: what is asked still waits for it. */
  function logFault(): Refusal[] {
    if (signs.isLate() || signs.isCutOff()) return [refuse('log/unavailable')];
    return signs.isLogFull() ? [refuse('log/full')] : [];
  }
  function unreadyNow() {
    const phase = signs.phase();
    if (phase !== 'open') return refuse(`daemon/${phase}`);
    return refusalNow() ?? logFault()[0];
  }
  return { refusalNow, unreadyNow, problems: () => logFault().map(({ message }) => message) };
}
