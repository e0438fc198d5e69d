import { runnableModule } from '../../run-module.ts';
import { refuse } from '../refusals.ts';
import { openOnDemand } from '../thread.ts';
import type { Computed, FiguresQuery, QualityProtocol } from './protocol.ts';

/** Computes figures in a thread, which starts on demand and ends when idle. */
export type Calculator = {
  /** Computes figures from a file of rows; refuses with `quality/too-many` while too many requests are pending. */
  compute(file: string, query: FiguresQuery): Promise<Computed>;
  close(): void;
};

/** How many requests may be pending. */
const maxPending = 20;
/** How long the thread, with the answers in its memory, stays after its last work. */
const idleMs = 300_000;

/** Opens the calculator; its thread starts with the first request. */
export function openCalculator(): Calculator {
  const notReady = () => refuse('quality/not-ready');
  const thread = openOnDemand<QualityProtocol>({
    module: runnableModule('src/adapters/threads/quality/thread'),
    onEvent: {},
    maxPending,
    idleMs,
    toTooManyError: (most) => refuse('quality/too-many', { most }),
    toEndedError: () => new Error('The thread that computes figures ended before they were computed.'),
    toClosedError: notReady,
  });
  return {
    compute: (file, query) => thread.request('compute', { file, query }),
    close: () => void thread.close((running) => running.terminate(notReady())),
  };
}
