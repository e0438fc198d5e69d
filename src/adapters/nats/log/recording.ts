import { setTimeout as wait } from 'node:timers/promises';
import type { Refusal } from '../../../actors/refusal.ts';
import type { Log } from '../../../events/log.ts';
import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { DiskWatch } from '../../data-folder/disk-watch.ts';
import { refuse } from '../server/refusals.ts';
import { type Heartbeat, watchHeartbeat } from './heartbeat.ts';
import { logWithTimeout } from './log-with-timeout.ts';
import { watchSpace } from './space.ts';

/** The daemon's phase. */
type Phase = 'opening' | 'open' | 'closing';

/** Whether the log takes facts right now, and if not, why: the only source of this. */
export type Recording = {
  /** The log, with timeouts and a check for space. */
  log: Log;
  heartbeat: Heartbeat;
  /** Why every command is refused right now, if so. */
  refusalNow(): Refusal | undefined;
  /** Why this server is not ready right now, if so: the reasons of `refusalNow`, and those that only an attempt shows. */
  unreadyNow(): Refusal | undefined;
  /** The same, after asking the log. */
  readiness(): Promise<Refusal | undefined>;
  /** What is wrong with the log, a sentence each. */
  problems(): string[];
  /** The damage that was found: while there is any, nothing is recorded. */
  damages(): readonly Damage[];
  /** Sets the damage. */
  damaged(found: readonly Damage[]): void;
  /** Another daemon has the log now. */
  leaseLost(): void;
  /** The runs are open; `isCutOff` says whether one of them waits for a log that does not reply. */
  opened(runs: { isCutOff(): boolean }): void;
  /** From now on every request is refused. */
  closing(): void;
  close(): void;
};

type Options = {
  log: Log;
  disk: DiskWatch;
  /** Resolves with a reply of the log's server. */
  ping: () => Promise<void>;
  /** A value that changes when the log may have space again. */
  mark: () => Promise<string>;
};

/** How often to check whether a full log has space again, in ms. */
const checkSpaceEveryMs = 2000;
/** How long `/ready` waits for the log's reply, in ms. */
const replyTimeoutMs = 1000;

/** Watches whether a log takes facts. */
export function openRecording({ log, disk, ping, mark }: Options): Recording {
  const heartbeat = watchHeartbeat(ping);
  const { log: watched, room } = watchSpace(logWithTimeout(log, heartbeat), mark);
  const looking = setInterval(() => room.look().catch(() => undefined), checkSpaceEveryMs).unref();
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

/** The fault of a log that reports one within a second; no reply by then may be a slow disk, and is no fault. */
function faultOf(log: Log, { unlessLate }: Pick<Heartbeat, 'unlessLate'>): Promise<Refusal | undefined> {
  const asked = unlessLate(() => log.head()).then(
    () => undefined,
    () => refuse('log/unavailable'),
  );
  return Promise.race([asked, wait(replyTimeoutMs, undefined, { ref: false })]);
}

type Conditions = {
  phase(): Phase;
  isDamaged(): boolean;
  isLeaseLost(): boolean;
  isDiskFull(): boolean;
  isSilent(): boolean;
  isLate(): boolean;
  isLogFull(): boolean;
  isCutOff(): boolean;
};

/** The reasons that these conditions give, the most severe first. A new reason belongs here. */
export function recordingReasons(conditions: Conditions): Pick<Recording, 'refusalNow' | 'unreadyNow' | 'problems'> {
  function refusalNow() {
    if (conditions.isDamaged()) return refuse('log/damaged');
    if (conditions.isLeaseLost()) return refuse('log/lease-lost');
    if (conditions.isDiskFull()) return refuse('log/full');
    if (conditions.isSilent()) return refuse('log/unavailable');
    return undefined;
  }
  /** A log that is late, or has not replied to a run, may reply any moment, so commands still wait for it. */
  function logFault(): Refusal[] {
    if (conditions.isLate() || conditions.isCutOff()) return [refuse('log/unavailable')];
    return conditions.isLogFull() ? [refuse('log/full')] : [];
  }
  function unreadyNow() {
    const phase = conditions.phase();
    if (phase !== 'open') return refuse(`daemon/${phase}`);
    return refusalNow() ?? logFault()[0];
  }
  return { refusalNow, unreadyNow, problems: () => logFault().map(({ message }) => message) };
}
