import { describe, expect, it } from 'vitest';
import { noSpecialUnits } from '../../api/fixtures.ts';
import {
  ada,
  assigned,
  bob,
  completed,
  connected,
  dataAdded,
  dataFailed,
  extended,
  hidden,
  launched,
  opened,
  opening,
  paused,
  resumed,
  runId,
  settings,
  settingsChanged,
  shown,
  sky1,
  skyCreated,
  stopped,
  submitted,
} from '../../events/fixtures.ts';
import type { RunId } from '../../events/ids.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { minute, projected, recorded, specifyProjection } from '../specify.ts';
import { runRow, runRows } from '../units/run-rows.ts';
import { runConfig, taskRuns, taskRunsProjection } from './task-runs.ts';

const given = specifyProjection(taskRunsProjection);
const urlOf = (run: string) => `http://${run}.localhost:8400/`;

describe('the task runs', () => {
  it('begin in opening, with the settings of their launch', () =>
    given(opened()).thenRows(taskRuns, {
      runId,
      task: 'colours',
      status: 'opening',
      launched: opening.launched,
      config: opening.config,
      openedAt: minute(0),
      launchedAt: null,
      endedAt: null,
    }));

  it('are launched, stopped and completed, each at its time', () => {
    given(opened(), launched).thenRows(taskRuns, { status: 'launched', launchedAt: minute(1), endedAt: null });
    given(opened(), launched, stopped).thenRows(taskRuns, { status: 'stopped', endedAt: minute(2) });
    given(opened(), launched, stopped, completed).thenRows(taskRuns, { status: 'completed', endedAt: minute(3) });
  });

  it('are paused and resumed', () => {
    given(opened(), launched, paused).thenRows(taskRuns, { status: 'paused', endedAt: null });
    given(opened(), launched, paused, resumed).thenRows(taskRuns, { status: 'launched', launchedAt: minute(1) });
  });

  it('are hidden once they are over, and shown again', () => {
    given(opened(), launched, stopped, hidden).thenRows(taskRuns, { status: 'stopped', hidden: true });
    given(opened(), launched, stopped, hidden, shown).thenRows(taskRuns, { hidden: false });
    const over = [opened(), launched, completed, hidden];
    for (const goesOn of [extended(3), dataAdded('a', 1)])
      given(...over, goesOn, completed).thenRows(taskRuns, { status: 'completed', hidden: false });
  });

  it('that are extended collect more, and continue if they were complete', () => {
    const extendedSettings = { ...settings, unitsPerAssignment: 3 };
    given(opened(), launched, completed, extended(3)).thenRows(taskRuns, {
      status: 'launched',
      endedAt: null,
      settings: extendedSettings,
    });
    given(opened(), launched, paused, extended(3)).thenRows(taskRuns, { status: 'paused', settings: extendedSettings });
    given(opened(), extended(3)).thenRows(taskRuns, { status: 'opening' });
  });

  it('show the settings of the last change, without those that were taken away', () => {
    const early = { autoSubmitBeforeExpirationSeconds: 5 };
    given(
      opened(early),
      launched,
      settingsChanged({}, { maximumUnitsPerWorker: 3 }),
      settingsChanged({}, { assignmentDurationSeconds: 60, autoSubmitBeforeExpirationSeconds: null }),
    ).thenRows(taskRuns, { settings: { ...settings, maximumUnitsPerWorker: 3, assignmentDurationSeconds: 60 } });
  });

  it('keep why their data failed', () =>
    given(opened(), launched, dataFailed).thenRows(taskRuns, { status: 'launched', problem: 'line 7 is no JSON' }));

  it('stop at a fact of a run that was never opened', () =>
    given(launched).thenStopped(`${runId} has no row that this fact fits`));
});

describe('a run row', () => {
  const { db } = projected(recorded([opened(), skyCreated, launched, connected(ada), assigned(ada), submitted(ada)]));

  it('has every counter, every time and the address for workers', () =>
    expect(runRow(db, runId, urlOf)).toEqual({
      id: runId,
      hidden: false,
      development: false,
      worker_identity: 'unsigned',
      task: 'colours',
      title: 'Colours',
      status: 'launched',
      assignments: 1,
      units_per_assignment: 2,
      units: 2,
      open: 1,
      assigned: 0,
      completed: 1,
      accepted: 0,
      soft_rejected: 0,
      rejected: 0,
      expired: 0,
      ...noSpecialUnits,
      at_work: 0,
      problem: null,
      worker_url: `http://${runId}.localhost:8400/`,
      opened_at: minute(0),
      launched_at: minute(2),
      ended_at: null,
    }));

  it('counts the people who have units, not their units', () => {
    const atWork = (...work: Parameters<typeof recorded>[0]) =>
      runRow(projected(recorded([opened(), skyCreated, launched, ...work])).db, runId, urlOf);
    const sameWorker = { ...ada, agentId: bob.agentId };
    const both = [connected(ada), assigned(ada), connected(sameWorker), assigned(sameWorker, sky1)];
    expect(atWork(...both)).toMatchObject({ assigned: 2, at_work: 1 });
    const two = [connected(ada), assigned(ada), connected(bob), assigned(bob, sky1)];
    expect(atWork(...two)).toMatchObject({ assigned: 2, at_work: 2 });
    expect(atWork(...two, submitted(bob, sky1))).toMatchObject({ assigned: 1, at_work: 1 });
  });

  it('is listed with the newest run first', () => {
    const later = TaskRunOpened({ ...opening, settings, runId: 'colours-later' as RunId });
    const runs = projected(recorded([opened(), later])).db;
    expect(runRows(runs, urlOf).map(({ id }) => id)).toEqual(['colours-later', runId]);
  });

  it('is missing for an unknown run', () => {
    expect(runRow(db, 'another-run', urlOf)).toBeUndefined();
    expect(runConfig(db, 'another-run')).toBeUndefined();
  });

  it('does not include the config, which has its own query', () =>
    expect(runConfig(db, runId)).toMatchObject({ config: { task: 'colours' }, settings: { unitsPerAssignment: 2 } }));
});
