import { type Mailbox, type MailboxSettings, openMailbox } from '../actors/mailbox.ts';
import { type Workspace, type WorkspaceCommand, workspaceDecider } from '../actors/workspace.ts';
import type { RunId } from '../events/ids.ts';
import { WORKSPACE } from '../events/log.ts';

/** The open workspace: qualifications, workers, verdicts and imports. */
export type OpenWorkspace = {
  mailbox: Mailbox<Workspace, WorkspaceCommand>;
  /** The position at which the log was made again from an archive: everything before came with it. 0 if it never was. */
  restoredAt: number;
};

/** Replays the workspace and opens its mailbox. */
export async function openWorkspace(
  settings: Omit<MailboxSettings<Workspace, WorkspaceCommand>, 'decider' | 'stream'>,
): Promise<OpenWorkspace> {
  let restoredAt = 0;
  const onStored: typeof settings.onStored = (commit) => {
    if (commit.facts.some(({ type }) => type === 'workspace.restored')) restoredAt = commit.sequence;
    settings.onStored?.(commit);
  };
  const mailbox = await openMailbox({ ...settings, onStored, decider: workspaceDecider, stream: WORKSPACE });
  return { mailbox, restoredAt };
}

/** The label of the unfinished import of a run, if there is one. */
export function arrivingAs({ mailbox }: OpenWorkspace, runId: string): string | undefined {
  const { arriving, imports } = mailbox.state;
  if (!arriving.has(runId as RunId)) return undefined;
  const named = [...imports.entries()]
    .map(([, { context }]) => context)
    .filter(({ runs }) => runs.includes(runId as RunId));
  return named.at(-1)?.label;
}
