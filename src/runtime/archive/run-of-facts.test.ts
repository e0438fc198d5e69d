import { describe, expect, it } from 'vitest';
import { UnexpectedFact } from '../../actors/actor.ts';
import { AssignmentCreated } from '../../events/assignment.ts';
import { type AnyNewFact, type Fact, runFactTypes } from '../../events/catalog.ts';
import { ada, settings } from '../../events/fixtures.ts';
import type { AssignmentId, RunId, VerdictId, WorkerId } from '../../events/ids.ts';
import { OnboardingStarted } from '../../events/onboarding.ts';
import { RuleUndone } from '../../events/rule.ts';
import { TaskRunCompleted, TaskRunOpened } from '../../events/task-run.ts';
import { WorkerBlocked } from '../../events/worker.ts';
import { runOfFacts } from './run-of-facts.ts';

const run = 'films-1' as RunId;
const openedAs = (runId: string) =>
  TaskRunOpened({
    runId: runId as RunId,
    task: 'films',
    title: 'Films',
    lazy: false,
    launched: { folder: '/' },
    settings,
    config: {},
  });
const created = (assignmentId: string) =>
  AssignmentCreated({ assignmentId: assignmentId as AssignmentId, units: 1, shared: {} });
const foldAll = (...bares: AnyNewFact[]) => {
  const take = runOfFacts(run);
  for (const bare of bares) take({ id: 'f', at: 'then', by: 'spec', ...bare } as Fact);
};

describe('the history of a run', () => {
  it('folds', () => expect(() => foldAll(openedAs(run), created('films-1.0'), OnboardingStarted(ada))).not.toThrow());
  it('can have every fact of a run', () => {
    const ofRuns = ['invitation.created', 'rule.applied', 'rule.followed', 'unit.judged', 'task-run.settings-changed'];
    expect(ofRuns.filter((type) => !runFactTypes.has(type))).toEqual([]);
    const undone = (application: string) =>
      RuleUndone({ runId: run, applicationId: application as VerdictId, workerId: ada.workerId });
    expect(() => foldAll(openedAs(run), undone('films-2.rule.0'))).toThrow('does not belong there');
  });
  it.each([
    ['begins with another fact', [created('films-1.0')]],
    ['is of another run', [openedAs('films-2')]],
    ['is opened twice', [openedAs(run), openedAs(run)]],
    ['has an item of another run', [openedAs(run), created('films-10.0')]],
    ['has a fact of the workspace', [openedAs(run), WorkerBlocked({ workerId: 'ada' as WorkerId, reason: 'x' })]],
  ])('is refused if it %s', (_, facts) => expect(() => foldAll(...facts)).toThrow('that does not belong there'));
  it('is refused if it is impossible', () =>
    expect(() => foldAll(openedAs(run), TaskRunCompleted({ runId: run }))).toThrow(UnexpectedFact));
});
