import { LogUnavailable } from '../../../events/log.ts';

/** After so many missed pings the server counts as late: `/ready` reports it. */
const missedUntilLate = 4;
/** After so many missed pings nothing waits for the server any more. */
const missedUntilSilent = 13;
const pingEveryMs = 250;

/** Whether a server replies to pings, which do not wait for its disk. */
export type Heartbeat = {
  /** Pings the server, or counts a missed ping while one is unanswered. */
  beat(): void;
  isLate(): boolean;
  isSilent(): boolean;
  /** The result of the work, or `LogUnavailable` as soon as the server is late; at once if it is. */
  unlessLate<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** The result of the work, or `LogUnavailable` as soon as the server is silent; at once, without starting it, if it is. */
  unlessSilent<Answer>(work: () => Promise<Answer>): Promise<Answer>;
};

/**
 * Counts missed pings, not time: while this process is suspended, none is counted. `ping` resolves with the server's
 * reply.
 */
export function newHeartbeat(ping: () => Promise<void>): Heartbeat {
  let asked = false;
  let lost = false;
  let missed = 0;
  const late = new Set<() => void>();
  const silent = new Set<() => void>();

  function ask() {
    asked = true;
    ping()
      .then(
        () => {
          lost = false;
          missed = 0;
        },
        // A lost connection fails at once, and may be restored before the server counts as late.
        () => {
          lost = true;
        },
      )
      .finally(() => {
        asked = false;
      });
  }

  function beat() {
    if (asked || lost) missed++;
    if (!asked) ask();
    if (isLate()) giveUp(late);
    if (isSilent()) giveUp(silent);
  }

  const isLate = () => missed >= missedUntilLate;
  const isSilent = () => missed >= missedUntilSilent;

  return {
    beat,
    isLate,
    isSilent,
    unlessLate: (work) => unless(isLate, late, work),
    unlessSilent: (work) => unless(isSilent, silent, work),
  };
}

/** A heartbeat with a timer of its own: four pings a second. */
export function watchHeartbeat(ping: () => Promise<void>): Heartbeat & { close(): void } {
  const heartbeat = newHeartbeat(ping);
  const timer = setInterval(heartbeat.beat, pingEveryMs).unref();
  return { ...heartbeat, close: () => clearInterval(timer) };
}

function giveUp(waiting: Set<() => void>) {
  for (const reject of [...waiting]) reject();
}

function unless<Answer>(isSo: () => boolean, waiting: Set<() => void>, work: () => Promise<Answer>): Promise<Answer> {
  if (isSo()) return Promise.reject(unanswered());
  return new Promise((resolve, reject) => {
    const fail = () => {
      waiting.delete(fail);
      reject(unanswered());
    };
    waiting.add(fail);
    work()
      .then(resolve, reject)
      .finally(() => waiting.delete(fail));
  });
}

const unanswered = () => new LogUnavailable('The server of the log does not answer.');
