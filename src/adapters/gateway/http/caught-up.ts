import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';

/** How long a request waits for the read model. */
const timeoutMs = 30_000;

/** Waits until the rows show this sequence of the log. */
export const caughtUp = (readModel: ReadModel, after: number): Promise<void> => readModel.reached(after, timeoutMs);

/** The same, and until they show everything decided in the workspace. */
export async function workspaceCaughtUp(
  { calls, readModel }: { calls: RuntimeCalls; readModel: ReadModel },
  after: number,
): Promise<void> {
  await caughtUp(readModel, Math.max(after, await calls.workspace.sequence()));
}
