import type { Log } from '../../../events/log.ts';

/** How often to check whether the nats-server must be restarted. */
const checkIntervalMs = 6_000;

/** Whether a log responds right now. */
export const responds = (log: Pick<Log, 'head'>): Promise<boolean> =>
  log.head().then(
    () => true,
    () => false,
  );

/**
 * Restarts a server that responds but stores nothing, as it does after its disk was full, even when there is room again. A
 * server that was suspended looks the same for a moment, so two checks in a row must find it so.
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
      // It has ended by itself, and is being restarted.
    }
  }, checkIntervalMs).unref();
  return () => clearInterval(timer);
}
