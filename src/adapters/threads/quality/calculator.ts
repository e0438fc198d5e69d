import { runnableModule } from '../../run-module.ts';
import { refuse } from '../refusals.ts';
import { openOnDemand } from '../thread.ts';
import type { Computed, FiguresQuery, QualityProtocol } from './protocol.ts';

/** The thread that computes figures: it starts when it is needed, and ends when it is not. */
export type Calculator = {
  /** Computes from the rows in a file; refuses with `quality/too-many` while too many others wait. */
  compute(file: string, query: FiguresQuery): Promise<Computed>;
  close(): void;
};

/** More figures than this do not wait for each other. */
const maxPending = 20;
/** How long the thread keeps the answers that it has read after its last work. */
const idleMs = 300_000;

/** Opens the calculator; no thread runs until something is to be computed. */
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
