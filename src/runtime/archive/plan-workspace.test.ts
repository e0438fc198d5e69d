import { describe, expect, it } from 'vitest';
import { emptyWorkspace, evolve } from '../../actors/workspace.ts';
import type { OnConflict } from '../../api/archives.ts';
import type { AnyNewFact, Fact } from '../../events/catalog.ts';
import type { QualificationId, WorkerId } from '../../events/ids.ts';
import { QualificationCreated, QualificationRetired } from '../../events/qualification.ts';
import {
  WorkerBlocked,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnblocked,
} from '../../events/worker.ts';
import { type Decisions, recordDecision } from './decisions.ts';
import { planWorkspace } from './plan-workspace.ts';
import { type ArchivedWorker, WorkspaceLine, workspaceLines } from './workspace-lines.ts';

const [there, here] = ['french-aaaaa', 'french-bbbbb'] as QualificationId[] as [QualificationId, QualificationId];
const [ada, bob] = ['ada', 'bob'] as WorkerId[] as [WorkerId, WorkerId];
const at = '2026-03-01T09:00:00.000Z';
const [before, after] = ['2026-02-01T09:00:00.000Z', '2026-04-01T09:00:00.000Z'];

/** A workspace with these decisions, one after the other, at these times. */
function workspaceOf(...decided: [AnyNewFact, string?][]) {
  const workspace = emptyWorkspace();
  const decisions: Decisions = new Map();
  for (const [bare, when = before] of decided) {
    const fact = { id: 'f', at: when, by: 'reviewer:bea', ...bare } as Fact;
    evolve(workspace, fact);
    recordDecision(decisions, fact);
  }
  return { workspace, decisions };
}

const french: WorkspaceLine = { qualification: { id: there, name: 'French', description: 'Reads it.' } };
const aWorker = (over: Partial<ArchivedWorker>): WorkspaceLine => ({ worker: { id: ada, values: [], ...over } });
const holds = (value: number): WorkspaceLine =>
  aWorker({ values: [{ qualification: there, value, by: 'reviewer:anna', at, note: 'Good.' }] });
const blocked = aWorker({ block: { reason: 'Copies.', by: 'reviewer:anna', at } });

function plan(lines: WorkspaceLine[], target = workspaceOf(), onConflict: OnConflict = 'here') {
  return planWorkspace(lines, {
    here: target,
    onConflict,
    label: 'summer',
    nameOf: (worker) => worker,
    isKnown: (worker) => worker === ada,
    newId: () => here,
  });
}
const granted = (value: number) => WorkerQualificationGranted({ workerId: ada, qualificationId: here, value });
const known = QualificationCreated({ qualificationId: here, name: 'french ', description: '' });

describe('decisions about workers in an archive', () => {
  it('are read where an earlier version wrote them: it called a block `ban`', () => {
    const block = { reason: 'Copies.', by: 'reviewer:anna', at };
    expect(WorkspaceLine.parse({ worker: { id: ada, values: [], ban: block } })).toEqual(aWorker({ block }));
  });

  it('are recorded here with their label, author and time', () => {
    const { create, commands, kept } = plan([french, holds(3), blocked]);
    expect(create).toEqual([{ id: there, name: 'French', description: 'Reads it.' }]);
    expect(commands).toEqual([
      {
        type: 'worker.grant',
        workerId: ada,
        qualificationId: there,
        value: 3,
        note: `Imported from "summer", granted by anna at ${at}. Good.`,
      },
      {
        type: 'worker.block',
        workerId: ada,
        reason: `Copies. (Imported from "summer", blocked by anna at ${at}.)`,
      },
    ]);
    expect(kept).toBe(0);
  });

  it('are applied to the qualification of the same name here', () => {
    const { create, commands } = plan([french, holds(3)], workspaceOf([known]));
    expect([create, commands]).toMatchObject([[], [{ qualificationId: here, value: 3 }]]);
  });

  it('get a new qualification id if another qualification has had it', () => {
    const used = QualificationCreated({ qualificationId: there, name: 'Fremdsprache', description: '' });
    for (const target of [workspaceOf([used]), workspaceOf([used], [QualificationRetired({ qualificationId: there })])])
      expect(plan([french, holds(3)], target)).toMatchObject({
        create: [{ id: here }],
        commands: [{ qualificationId: here }],
      });
  });

  it('are skipped if they are in effect here already', () => {
    const target = workspaceOf([known], [granted(3)], [WorkerBlocked({ workerId: ada, reason: 'Sleeps.' })]);
    expect(plan([french, holds(3), blocked], target, 'archive')).toEqual({ create: [], commands: [], kept: 0 });
  });

  it('are skipped for workers who have not worked here', () =>
    expect(plan([french, { worker: { id: bob, values: [], block: { reason: 'x', by: 'y', at } } }]).commands).toEqual(
      [],
    ));

  it.each<[OnConflict, AnyNewFact, string, boolean]>([
    ['here', granted(1), before, false],
    ['archive', granted(1), after, true],
    ['lower', granted(1), before, false],
    ['lower', granted(5), before, true],
    ['higher', granted(1), before, true],
    ['higher', granted(5), before, false],
    ['earlier', granted(1), before, false],
    ['earlier', granted(1), after, true],
    ['later', granted(1), before, true],
    ['later', granted(1), after, false],
  ])('follow "%s" if the value here differs: %j', (onConflict, ours, when, isTaken) => {
    const { commands, kept } = plan([french, holds(3)], workspaceOf([known], [ours, when]), onConflict);
    expect([commands.length, kept]).toEqual(isTaken ? [1, 0] : [0, 1]);
  });

  it.each<[OnConflict, boolean]>([
    ['here', false],
    ['lower', false],
    ['higher', false],
    ['archive', true],
    ['later', true],
  ])('follow "%s" if a qualification was revoked here, or a worker unblocked', (onConflict, isTaken) => {
    const revoked = WorkerQualificationRevoked({ workerId: ada, qualificationId: here });
    const target = workspaceOf(
      [known],
      [granted(3)],
      [revoked],
      [WorkerBlocked({ workerId: ada, reason: 'x' })],
      [WorkerUnblocked({ workerId: ada })],
    );
    const { commands, kept } = plan([french, holds(3), blocked], target, onConflict);
    expect([commands.length, kept]).toEqual(isTaken ? [2, 0] : [0, 2]);
  });
});

describe('the current decisions about workers', () => {
  const revoked = WorkerQualificationRevoked({ workerId: bob, qualificationId: here });
  const target = workspaceOf(
    [known],
    [granted(1)],
    [granted(2), after],
    [WorkerQualificationGranted({ workerId: bob, qualificationId: here, value: 1 })],
    [revoked],
  );
  const qualificationLine = { qualification: { id: here, name: 'french ', description: '' } };
  const workerLine = {
    worker: { id: ada, values: [{ qualification: here, value: 2, by: 'reviewer:bea', at: after }] },
  };

  it('are the last ones about each worker, without revoked qualifications', () =>
    expect(workspaceLines(target, 'all')).toEqual([qualificationLine, workerLine]));
  it('exclude other workers, and qualifications that only those hold', () => {
    expect(workspaceLines(target, new Set([ada]))).toEqual([qualificationLine, workerLine]);
    expect(workspaceLines(target, new Set([bob]))).toEqual([]);
  });
  it('exclude retired qualifications', () =>
    expect(
      workspaceLines(workspaceOf([known], [granted(1)], [QualificationRetired({ qualificationId: here })]), 'all'),
    ).toEqual([]));
});
