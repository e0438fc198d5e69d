import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../events/log.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { Runtime } from '../runtime.ts';

type Settings = {
  log: Pick<Log, 'head'>;
  readModel: Pick<ReadModel, 'sequence' | 'problems'>;
  runtime: Pick<Runtime, 'isCutOff' | 'quarantined'>;
  /** The reason why nothing can be recorded now, if there is one. */
  refusalNow: () => unknown;
};

/** How often and how long to check whether the rows have caught up. */
const checkEveryMs = 100;
const timeoutMs = 10_000;

/** Resolves to whether the rows show every fact of the log, once they have caught up; false if a problem could hide one. */
export async function haveRowsCaughtUp({ log, readModel, runtime, refusalNow }: Settings): Promise<boolean> {
  const isSound = () =>
    !refusalNow() && !runtime.isCutOff() && runtime.quarantined().length === 0 && readModel.problems().length === 0;
  if (!isSound()) return false;
  const head = await log.head();
  // `readModel.reached` would raise the priority of the rows, which is not needed here.
  for (let waitedMs = 0; readModel.sequence() < head; waitedMs += checkEveryMs) {
    if (waitedMs >= timeoutMs) return false;
    await wait(checkEveryMs, undefined, { ref: false });
  }
  return isSound();
}
