import { runsIn, type Scope } from '../../../projections/runs/scope.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { refuse } from './refusals.ts';

/** How long a request waits for the read model. */
const timeoutMs = 30_000;

/** Waits until the rows show this sequence of the log. */
export const caughtUp = (readModel: ReadModel, after: number): Promise<void> => readModel.reached(after, timeoutMs);

/** The same for a query with a scope; throws `run/unknown` and `task/unknown` for one that is not there. */
export async function scopeCaughtUp(
  readModel: ReadModel,
  { after, run, task }: Scope & { after: number },
): Promise<void> {
  await caughtUp(readModel, after);
  requireScope(readModel, { run, task });
}

/** Throws `run/unknown` and `task/unknown`, since an empty list would look as if nothing had been submitted. */
export function requireScope({ db }: Pick<ReadModel, 'db'>, { run, task }: Scope): void {
  if (run !== undefined && runsIn(db, { run }).length === 0) throw refuse('run/unknown', { run });
  if (task !== undefined && runsIn(db, { task }).length === 0) throw refuse('task/unknown', { task });
}

/** Waits until the rows show this sequence, and they show everything decided in the workspace. */
export async function workspaceCaughtUp(
  { calls, readModel }: { calls: RuntimeCalls; readModel: ReadModel },
  after: number,
): Promise<void> {
  await caughtUp(readModel, Math.max(after, await calls.workspace.sequence()));
}
