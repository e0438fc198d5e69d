import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';

/** How long a reader waits for the read model to have seen what they refer to, in ms. */
const patienceMs = 30_000;

/** Waits until the rows show this sequence of the log. */
export const caughtUp = (readModel: ReadModel, after: number): Promise<void> => readModel.reached(after, patienceMs);

/** The same, and for all that was decided above the runs: that is little, so whoever looks there sees it at once. */
export const workspaceCaughtUp = (
  { runtime, readModel }: { runtime: Runtime; readModel: ReadModel },
  after: number,
): Promise<void> => caughtUp(readModel, Math.max(after, runtime.workspace.mailbox.sequence));
