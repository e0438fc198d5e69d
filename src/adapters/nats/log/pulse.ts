import { LogUnavailable } from '../../../events/log.ts';

/** After so many beats without an answer the server is late: whoever asks whether all is well should hear of it. */
const lateBeats = 4;
/** After so many nobody is kept waiting for it. */
const silentBeats = 13;
/** The time from one beat to the next, in ms. */
const beatMs = 250;

/** Whether a server answers at all, however long its disk takes. */
export type Pulse = {
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
 * Counts beats and no time: while this process itself is kept from running, no beat passes and nobody is blamed. `ping`
 * resolves when the server has answered.
 */
export function newPulse(ping: () => Promise<void>): Pulse {
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

  const isLate = () => missed >= lateBeats;
  const isSilent = () => missed >= silentBeats;

  return {
    beat,
    isLate,
    isSilent,
    unlessLate: (work) => unless(isLate, late, work),
    unlessSilent: (work) => unless(isSilent, silent, work),
  };
}

/** A pulse that is felt four times a second. */
export function watchPulse(ping: () => Promise<void>): Pulse & { close(): void } {
  const pulse = newPulse(ping);
  const timer = setInterval(pulse.beat, beatMs).unref();
  return { ...pulse, close: () => clearInterval(timer) };
}

function giveUp(waiting: Set<() => void>) {
  for (const tell of [...waiting]) tell();
}

function unless<Answer>(isSo: () => boolean, waiting: Set<() => void>, work: () => Promise<Answer>): Promise<Answer> {
  if (isSo()) return Promise.reject(unanswered());
  return new Promise((resolve, reject) => {
    const tell = () => {
      waiting.delete(tell);
      reject(unanswered());
    };
    waiting.add(tell);
    work()
      .then(resolve, reject)
      .finally(() => waiting.delete(tell));
  });
}

const unanswered = () => new LogUnavailable('The server of the log does not answer.');
