/** Turns of the event loop before the next commit is cut: who was just answered asks again, and most of them have by then. */
const gatheringTurns = 3;

/** Lets more come in for some turns of the event loop. */
export const gather = async () => {
  for (let turn = 0; turn < gatheringTurns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** Waits before the log is asked again: 100 ms, then twice as long each time, at most a second. */
export const pauseBeforeRetry = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(50 * 2 ** attempt, 1000)));
