import { describe, expect, it } from 'vitest';
import { workspaceAfter } from '../actors/specify.ts';
import type { RunId } from '../events/ids.ts';
import { WorkspaceRestored } from '../events/workspace.ts';
import { launchAgain } from './launch.ts';
import type { ManagedRuns } from './managed-runs.ts';
import type { TaskFolder } from './ports/tasks.ts';

const runId = 'films-7m2k4' as RunId;
const overrides = { build: 'make' };
type Restored = { tasks?: { runId: RunId; folder?: string }[]; beginsAt?: number; folder?: string };

/** The folder that is launched again for a run at this position, of a log that was restored up to position 5; else the refusal. */
async function launchedIn({ tasks, beginsAt = 2, folder = '/films' }: Restored): Promise<unknown> {
  const loaded: TaskFolder[] = [];
  const loadForLaunch = async (asked: TaskFolder) => {
    loaded.push(asked);
    throw new Error('Enough was seen.');
  };
  const run = { runId, beginsAt: () => beginsAt, opening: () => ({ launched: { folder, overrides } }) };
  const state = tasks ? workspaceAfter(WorkspaceRestored({ tasks })) : workspaceAfter();
  const runs = {
    managed: new Map([[runId, { run }]]),
    workspace: { mailbox: { state }, restoredAt: tasks ? 5 : 0 },
    tasks: { loadForLaunch },
  } as unknown as ManagedRuns;
  const error = await launchAgain(runs, { again: runId }, () => undefined, 'anna').catch((reason) => reason);
  return loaded[0]?.folder ?? error.code;
}

describe('a run that is launched again', () => {
  it('is launched in the folder that it was launched in', async () => expect(await launchedIn({})).toBe('/films'));

  it('is launched in the folder that an owner trusts, if it came with an archive', async () =>
    expect(await launchedIn({ tasks: [{ runId, folder: '/mine/films' }] })).toBe('/mine/films'));

  it('is refused if it came with an archive, and no owner trusts its folder', async () => {
    expect(await launchedIn({ tasks: [{ runId }] })).toBe('task/code-not-trusted');
    // A log of before has only the runs that still needed their code.
    expect(await launchedIn({ tasks: [] })).toBe('task/code-not-trusted');
    expect(await launchedIn({ tasks: [], beginsAt: 6 })).toBe('/films');
  });

  it('is refused without the whole path of its folder, which would depend on where the daemon was started', async () =>
    expect(await launchedIn({ folder: 'films' })).toBe('task/code-not-trusted'));
});
