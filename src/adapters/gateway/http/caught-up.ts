import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';

/** How long a reader waits for the read model to show what they refer to. */
const timeoutMs = 30_000;

/** Waits until the rows show this sequence of the log. */
export const caughtUp = (readModel: ReadModel, after: number): Promise<void> => readModel.reached(after, timeoutMs);

/** The same, and for everything decided above the runs: that is little, so a reader there sees it at once. */
export async function workspaceCaughtUp(
  { calls, readModel }: { calls: RuntimeCalls; readModel: ReadModel },
  after: number,
): Promise<void> {
  await caughtUp(readModel, Math.max(after, await calls.workspace.sequence()));
}
