import { LogUnavailable } from '../../../events/log.ts';

/** From here on the server counts as late: `/ready` reports it. */
const missedBeatsUntilLate = 4;
/** From here on nothing waits for the server any more. */
const missedBeatsUntilSilent = 13;
const beatMs = 250;

/** Whether a server answers at all, however long its disk takes. */
export type Heartbeat = {
  /** Asks the server, or counts that it still owes an answer. */
  beat(): void;
  isLate(): boolean;
  isSilent(): boolean;
  /** What the work gives, or `LogUnavailable` as soon as the server is late; at once if it is. */
  unlessLate<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** What the work gives, or `LogUnavailable` as soon as the server is silent; at once, with nothing begun, if it is. */
  unlessSilent<Answer>(work: () => Promise<Answer>): Promise<Answer>;
};

/**
 * Counts beats and no time: while this process itself does not run, no beat passes and the server is not blamed. `ping`
 * resolves when the server has answered.
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
        // A connection that breaks says so at once, and may be made again before anybody notices.
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

  const isLate = () => missed >= missedBeatsUntilLate;
  const isSilent = () => missed >= missedBeatsUntilSilent;

  return {
    beat,
    isLate,
    isSilent,
    unlessLate: (work) => unless(isLate, late, work),
    unlessSilent: (work) => unless(isSilent, silent, work),
  };
}

/** A heartbeat that beats by itself, four times a second. */
export function watchHeartbeat(ping: () => Promise<void>): Heartbeat & { close(): void } {
  const heartbeat = newHeartbeat(ping);
  const timer = setInterval(heartbeat.beat, beatMs).unref();
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
