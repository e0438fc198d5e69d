import { Unreachable } from './request.ts';

/** Milliseconds before the next attempt: half a second, doubling up to 15 seconds, `luck` (0 to 1) moving it by a third. */
export function backOffMs(attempts: number, luck: number): number {
  // Without it, pages that were cut off together would all return together.
  return Math.min(15_000, 500 * 2 ** (attempts - 1)) * (2 / 3 + (2 / 3) * luck);
}

/** Attempts again and again until the server can be reached; any other failure is thrown. */
export async function retry<Answer>(
  attempt: () => Promise<Answer>,
  { pause, onFailure }: { pause: (ms: number) => Promise<void>; onFailure: (attempts: number) => void },
): Promise<Answer> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onFailure(attempts);
      await pause(backOffMs(attempts, Math.random()));
    }
  }
}

/** Sleeps that end early when `wake` is called or the browser is online again. */
export function wakefulPause(): { pause: (ms: number) => Promise<void>; wake: () => void } {
  const sleepers = new Set<() => void>();
  const wake = () => {
    for (const rise of sleepers) rise();
  };
  window.addEventListener('online', wake);
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const rise = () => {
        clearTimeout(timer);
        sleepers.delete(rise);
        resolve();
      };
      const timer = setTimeout(rise, ms);
      sleepers.add(rise);
    });
  return { pause, wake };
}
