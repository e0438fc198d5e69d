import { describe, expect, it } from 'vitest';
import {
  ada,
  comes,
  created,
  dataFailed,
  extended,
  launched,
  opened,
  paused,
  resumed,
  runCompleted,
  runId,
  stopped,
  submits,
  takes,
} from '../fixtures.ts';
import { minute, projected, recorded, specify } from '../specify.ts';
import { runConfig, runRow, runRows, taskRuns, taskRunsProjection } from './task-runs.ts';

const { given } = specify(taskRunsProjection);
const urlOf = (run: string) => `http://${run}.localhost:8400/`;

describe('the task runs', () => {
  it('begin opening, with what they were opened with', () =>
    given(opened).thenRows(taskRuns, {
      runId,
      task: 'colours',
      status: 'opening',
      launched: { folder: '/tasks/colours' },
      config: { task: 'colours' },
      openedAt: minute(0),
      launchedAt: null,
      endedAt: null,
    }));

  it('are launched, stopped and completed, each at its time', () => {
    given(opened, launched).thenRows(taskRuns, { status: 'launched', launchedAt: minute(1), endedAt: null });
    given(opened, launched, stopped).thenRows(taskRuns, { status: 'stopped', endedAt: minute(2) });
    given(opened, launched, stopped, runCompleted).thenRows(taskRuns, { status: 'completed', endedAt: minute(3) });
  });

  it('are paused and resumed', () => {
    given(opened, launched, paused).thenRows(taskRuns, { status: 'paused', endedAt: null });
    given(opened, launched, paused, resumed).thenRows(taskRuns, { status: 'launched', launchedAt: minute(1) });
  });

  it('that are extended ask for more, and go on if they were complete', () => {
    const settings = { unitsPerAssignment: 3, assignmentDurationSeconds: 600 };
    given(opened, launched, runCompleted, extended).thenRows(taskRuns, { status: 'launched', endedAt: null, settings });
    given(opened, launched, paused, extended).thenRows(taskRuns, { status: 'paused', settings });
    given(opened, extended).thenRows(taskRuns, { status: 'opening' });
  });

  it('say why their data broke off', () =>
    given(opened, launched, dataFailed).thenRows(taskRuns, { status: 'launched', problem: 'line 7 is no JSON' }));

  it('stop at a fact about a run that was never opened', () =>
    given(launched).thenStopped(`${runId} has no row that this fact fits`));
});

describe('a run row', () => {
  const { db } = projected(recorded([opened, created, launched, comes(ada), takes(ada), submits(ada)]));

  it('has every counter, every time and the address for workers', () =>
    expect(runRow(db, runId, urlOf)).toEqual({
      id: runId,
      task: 'colours',
      title: 'Name the colour',
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
      problem: null,
      worker_url: `http://${runId}.localhost:8400/`,
      opened_at: minute(0),
      launched_at: minute(2),
      ended_at: null,
    }));

  it('is listed with the newest run first', () => {
    const later = { ...opened, data: { ...opened.data, runId: 'colours-later' } };
    const runs = projected(recorded([opened, later as typeof opened])).db;
    expect(runRows(runs, urlOf).map(({ id }) => id)).toEqual(['colours-later', runId]);
  });

  it('is missing for a run nobody opened', () => {
    expect(runRow(db, 'another-run', urlOf)).toBeUndefined();
    expect(runConfig(db, 'another-run')).toBeUndefined();
  });

  it('leaves the config to be asked for', () =>
    expect(runConfig(db, runId)).toMatchObject({ config: { task: 'colours' }, settings: { unitsPerAssignment: 2 } }));
});
