import { type Mailbox, type MailboxSettings, openMailbox } from '../actors/mailbox.ts';
import { type Workspace, type WorkspaceCommand, workspaceDecider } from '../actors/workspace.ts';
import type { RunId } from '../events/ids.ts';
import { ABOVE_RUNS } from '../events/log.ts';

/** What stands above the runs, as the runtime holds it: qualifications, and what was decided about workers. */
export type OpenWorkspace = {
  mailbox: Mailbox<Workspace, WorkspaceCommand>;
};

/** Replays what stands above the runs and opens its mailbox. */
export async function openWorkspace(
  settings: Omit<MailboxSettings<Workspace, WorkspaceCommand>, 'decider' | 'stream'>,
): Promise<OpenWorkspace> {
  return { mailbox: await openMailbox({ ...settings, decider: workspaceDecider, stream: ABOVE_RUNS }) };
}

/** The label of the last import that is still to bring a run whole, if one is. */
export function arrivingAs({ mailbox }: OpenWorkspace, runId: string): string | undefined {
  const { arriving, imports } = mailbox.state;
  if (!arriving.has(runId as RunId)) return undefined;
  const named = [...imports.entries()]
    .map(([, { context }]) => context)
    .filter(({ runs }) => runs.includes(runId as RunId));
  return named.at(-1)?.label;
}
