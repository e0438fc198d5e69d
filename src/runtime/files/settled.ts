import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../events/log.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { Runtime } from '../runtime.ts';

type Settings = {
  log: Pick<Log, 'head'>;
  readModel: Pick<ReadModel, 'sequence' | 'problems'>;
  runtime: Pick<Runtime, 'isCutOff' | 'quarantined'>;
  /** Why nothing can be recorded right now, if so. */
  refusalNow: () => unknown;
};

/** How often to look whether the rows have caught up, and how long, in ms. */
const lookEveryMs = 100;
const timeoutMs = 10_000;

/** Whether the rows show, or soon do, every fact that the log has now, with nothing wrong that could hide one. */
export async function isSettled({ log, readModel, runtime, refusalNow }: Settings): Promise<boolean> {
  const isSound = () =>
    !refusalNow() && !runtime.isCutOff() && runtime.quarantined().length === 0 && readModel.problems().length === 0;
  if (!isSound()) return false;
  const head = await log.head();
  // Waiting at the read model would raise its priority; this has time.
  for (let waitedMs = 0; readModel.sequence() < head; waitedMs += lookEveryMs) {
    if (waitedMs >= timeoutMs) return false;
    await wait(lookEveryMs, undefined, { ref: false });
  }
  return isSound();
}
