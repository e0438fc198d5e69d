import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { begun, noon, runId } from '../events/fixtures.ts';
import type { ImportId, InvitationId, WorkerId } from '../events/ids.ts';
import type { AddDataRequest } from './add-data.ts';
import type { Tasks } from './ports/tasks.ts';
import { openRuntime, type Runtime } from './runtime.ts';

/** A runtime with a launched run, which was imported or not. */
async function openWithRun({ isImported }: { isImported: boolean }): Promise<Runtime> {
  const log = memoryLog();
  const open = () =>
    openRuntime({
      ...{ log, tasks: {} as Tasks, now: () => Date.parse(noon), notify: () => undefined, refusalNow: () => undefined },
    });
  if (isImported) {
    const away = await open();
    const importId = 'import-1' as ImportId;
    const source = { code: '1', madeAt: noon, position: 9, identities: true };
    await away.askWorkspace(
      { type: 'import.begin', importId, label: 'x', archive: 'a', source, runs: [runId] },
      'spec',
    );
    await away.askWorkspace({ type: 'import.complete', importId }, 'spec');
    await away.close();
  }
  const facts = begun({ workerIdentity: 'invited' });
  const json = facts.map((fact, nth) => JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact }));
  await log.append({ id: 'commit-1', run: runId, json }, 0);
  return open();
}

const invited = [
  { invitationId: 'i' as InvitationId, workerId: 'worker-ada' as WorkerId, provider: 'inhouse', worker: 'Ada' },
];
const by = 'reviewer:anna';

const ways: Record<string, (runtime: Runtime) => Promise<unknown>> = {
  'an extension': (runtime) => runtime.ask(runId, { type: 'task-run.extend', unitsPerAssignment: 9 }, by),
  'an invitation': (runtime) => runtime.ask(runId, { type: 'invitation.create', invited, now: noon }, by),
  'other settings': (runtime) => runtime.changeSettings(runId, { settings: { task_reward: '1' } }, by),
  'further items': (runtime) => runtime.addData(runId, {} as AddDataRequest, by),
  'other code': (runtime) => runtime.reloadCode(runId, by),
};

describe('a run that was imported', () => {
  it.each(Object.entries(ways))('takes no work that goes on where it came from: %s', async (_, ask) => {
    const runtime = await openWithRun({ isImported: true });
    const { mailbox } = runtime.run(runId);
    const before = mailbox.sequence;
    await expect(ask(runtime)).rejects.toMatchObject({ code: 'run/imported' });
    expect(mailbox.sequence).toBe(before);
    await runtime.close();
  });

  it('is paused and stopped as any other', async () => {
    const runtime = await openWithRun({ isImported: true });
    await runtime.ask(runId, { type: 'task-run.pause' }, by);
    await runtime.ask(runId, { type: 'task-run.stop' }, by);
    expect(runtime.run(runId).mailbox.run.taskRun.matches('completed')).toBe(true);
    await runtime.close();
  });
});

it('a run that was launched here takes more units and invitations', async () => {
  const runtime = await openWithRun({ isImported: false });
  for (const way of ['an extension', 'an invitation']) await ways[way]!(runtime);
  expect(runtime.run(runId).mailbox.run.taskRun.context.settings.unitsPerAssignment).toBe(9);
  await runtime.close();
});
