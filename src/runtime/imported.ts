import type { RunId } from '../events/ids.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { refuse } from './refusals/refusals.ts';

/** Throws `run/imported` for a run of another data folder: its work goes on there, if anywhere, and two histories of one run could not be joined. */
export function requireOwn({ mailbox }: Pick<OpenWorkspace, 'mailbox'>, { runId }: { runId: RunId }): void {
  if (mailbox.state.brought.has(runId)) throw refuse('run/imported', { run: runId });
}
