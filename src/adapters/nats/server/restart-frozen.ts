import type { Log } from '../../../events/log.ts';

/** How often to look whether the nats-server has to be started anew, in ms. */
const lookEveryMs = 6_000;

/** Whether a log answers a question right now. */
export const answers = (log: Pick<Log, 'head'>): Promise<boolean> =>
  log.head().then(
    () => true,
    () => false,
  );

/**
 * A server whose disk was full answers, but stores nothing until it starts anew, also when there is room again. One that was
 * stopped and goes on looks the same for a moment, so it is looked at twice.
 */
export function restartWhenFrozen(isFrozen: () => Promise<boolean>, pidOf?: () => number): () => void {
  let wasFrozen = false;
  const timer = setInterval(async () => {
    const before = wasFrozen;
    wasFrozen = pidOf !== undefined && (await isFrozen());
    if (!pidOf || !before || !wasFrozen) return;
    wasFrozen = false;
    try {
      process.kill(pidOf(), 'SIGTERM');
    } catch {
      // It ended by itself meanwhile, and is being restarted.
    }
  }, lookEveryMs).unref();
  return () => clearInterval(timer);
}
