import { describe, expect, it } from 'vitest';
import {
  ada,
  assigned,
  begun,
  bob,
  completed,
  connected,
  extended,
  opened,
  opening,
  runId,
  sea0,
  settingsChanged,
  sky0,
  sky1,
  skyCreated,
  stopped,
  submitted,
  took,
} from '../events/fixtures.ts';
import type { QualificationId } from '../events/ids.ts';
import { TaskRunExtended } from '../events/task-run.ts';
import { UnitAssigned } from '../events/unit.ts';
import { presentValues } from './changeable-settings.ts';
import { connect, given, runAfter } from './specify.ts';
import type { TaskRunCommand } from './task-run-decide.ts';

type Change = Extract<TaskRunCommand, { type: 'task-run.change-settings' }>;
const change = (values: Change['values'], more: Partial<Change> = {}): Change => ({
  type: 'task-run.change-settings',
  opened: opening.config,
  values,
  ...more,
});
const careless = {
  qualificationId: 'careless-1' as QualificationId,
  name: 'careless',
  comparator: 'DoesNotExist',
} as const;

describe('settings of an open run', () => {
  it.each([
    ['assignment_duration_in_seconds', 600, { assignmentDurationSeconds: 600 }],
    ['maximum_units_per_worker', 2, { maximumUnitsPerWorker: 2 }],
    ['allowed_concurrent', 1, { allowedConcurrent: 1 }],
    ['max_num_concurrent_units', 5, { maxNumConcurrentUnits: 5 }],
    ['auto_submit_before_expiration_sec', 20, { autoSubmitBeforeExpirationSeconds: 20 }],
    ['reoffer_returned_units', true, { reofferReturnedUnits: true }],
    ['task_reward', 0.07, { payCents: 7 }],
    [
      'agreement',
      { question: 'colour', threshold: 0.9, max_units: 5 },
      { overlap: { question: 'colour', threshold: 0.9, mostUnits: 5 } },
    ],
  ])('%s is changed, and the same value again is no fact', (key, value, settings) => {
    given(...begun())
      .when(change({ [key]: value }, { reason: 'It was too much.' }))
      .then(settingsChanged({ [key]: value }, settings, 'It was too much.'));
    given(...begun(), settingsChanged({ [key]: value }, settings))
      .when(change({ [key]: value }))
      .then();
  });

  it('that were never set are no fact when they are taken away', () => {
    given(...begun())
      .when(change({ auto_submit_before_expiration_sec: null, reoffer_returned_units: false }))
      .then();
    const early = settingsChanged({ auto_submit_before_expiration_sec: 5 }, { autoSubmitBeforeExpirationSeconds: 5 });
    given(...begun(), early)
      .when(change({ auto_submit_before_expiration_sec: null }))
      .then(settingsChanged({ auto_submit_before_expiration_sec: null }, { autoSubmitBeforeExpirationSeconds: null }));
  });

  it('get the requirements with the keys that they are made from', () => {
    const block = { block_qualification: 'careless' };
    given(...begun())
      .when(change(block, { requirements: [careless] }))
      .then(settingsChanged(block, { requirements: [careless] }));
    const blocked = settingsChanged(block, { requirements: [careless] });
    given(...begun(), blocked)
      .when(change(block, { requirements: [careless] }))
      .then();
    given(...begun(), blocked)
      .when(change({ block_qualification: null }, { requirements: [] }))
      .then(settingsChanged({ block_qualification: null }, { requirements: [] }));
  });

  it('extend the run where more units are asked for, in one commit with the others', () => {
    const more = change({ units_per_assignment: 3, maximum_units_per_worker: 1 }, { reason: 'They disagree.' });
    given(...begun())
      .when(more)
      .then(
        TaskRunExtended({ runId, unitsPerAssignment: 3, reason: 'They disagree.' }),
        settingsChanged({ maximum_units_per_worker: 1 }, { maximumUnitsPerWorker: 1 }, 'They disagree.'),
      );
    given(...begun())
      .when(change({ units_per_assignment: 2 }))
      .then();
    given(...begun())
      .when(change({ units_per_assignment: 1 }))
      .thenRefused('run/not-more');
    given(opened({}, true), skyCreated)
      .when(change({ units_per_assignment: 3 }, { hasCode: false }))
      .thenRefused('run/code-not-trusted');
  });

  it('allow no more units than workers who disagree may get, unless both change at once', () => {
    const overlap = { question: 'colour', threshold: 0.9, mostUnits: 3 };
    const agreement = { question: 'colour', threshold: 0.9, max_units: 6 };
    for (const command of [
      { type: 'task-run.extend', unitsPerAssignment: 4 } as const,
      change({ units_per_assignment: 4 }),
    ])
      given(...begun({ overlap }))
        .when(command)
        .thenRefused('run/over-max-units', 'at most 3 units');
    given(...begun({ overlap }), completed)
      .when(change({ units_per_assignment: 4, agreement }))
      .then(extended(4), settingsChanged({ agreement }, { overlap: { ...overlap, mostUnits: 6 } }));
    given(...begun({ overlap }))
      .when(change({ units_per_assignment: 3 }))
      .then(extended(3));
  });

  it('cannot change once the run is over', () => {
    for (const over of [[stopped], [stopped, completed]])
      given(...begun(), ...over)
        .when(change({ maximum_units_per_worker: 1 }))
        .thenRefused('run/not-open');
  });
});

describe('a changed setting', () => {
  const seconds = settingsChanged({ assignment_duration_in_seconds: 60 }, { assignmentDurationSeconds: 60 });
  it('holds for the next unit that is given out; one in progress keeps its deadline', () => {
    const run = runAfter(...begun(), ...took(ada, sky0), seconds);
    expect(run.units.get(sky0.unitId)?.context.deadline).toBe('2026-01-01T12:30:00.000Z');
    given(...begun(), ...took(ada, sky0), seconds)
      .when(connect(bob))
      .then(connected(bob, sky1), UnitAssigned({ ...assigned(bob, sky1).data, deadline: '2026-01-01T12:01:00.000Z' }));
  });

  it('holds for an arrival that is decided after it', () => {
    const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
    const most = settingsChanged({ maximum_units_per_worker: 1 }, { maximumUnitsPerWorker: 1 });
    given(...done)
      .when(connect({ ...ada, agentId: bob.agentId, registration: 'page-2' }))
      .then(
        connected({ ...ada, agentId: bob.agentId, registration: 'page-2' }, sea0),
        assigned({ ...ada, agentId: bob.agentId }, sea0),
      );
    given(...done, most)
      .when(connect({ ...ada, agentId: bob.agentId, registration: 'page-2' }))
      .thenRefused('work/maximum-reached');
    const atOnce = settingsChanged({ max_num_concurrent_units: 1 }, { maxNumConcurrentUnits: 1 });
    given(...begun(), ...took(ada, sky0), atOnce)
      .when(connect(bob))
      .thenRefused('work/full');
    const blocked = settingsChanged({ qualifications: [] }, { requirements: [{ ...careless, comparator: 'Exists' }] });
    given(...begun(), blocked)
      .when(connect(bob))
      .thenRefused('work/not-qualified');
  });

  it('takes no word for the open link that the run has had, since its link would be valid again', () => {
    const [first, second] = ['first', 'second'].map((word) => settingsChanged({ open_link: word }, {}));
    const none = settingsChanged({ open_link: null }, {});
    const run = [...begun(), first, second] as ReturnType<typeof begun>;
    given(...run)
      .when(change({ open_link: 'first' }))
      .thenRefused('run/open-link-used');
    given(...run)
      .when(change({ open_link: null }))
      .thenRefused('run/open-link-used');
    given(...run)
      .when(change({ open_link: 'zero' }, { opened: { ...opening.config, open_link: 'zero' } }))
      .thenRefused('run/open-link-used');
    given(...run)
      .when(change({ open_link: 'second' }))
      .then();
    given(...run)
      .when(change({ open_link: null }, { opened: { ...opening.config, open_link: 'zero' } }))
      .then(none);
    given(...run, settingsChanged({ task_reward: 0.2 }, { payCents: 20 }))
      .when(change({ open_link: 'third' }))
      .then(settingsChanged({ open_link: 'third' }, {}));
  });

  it('is among the present values, as an extension is', () => {
    const { settings } = runAfter(...begun(), seconds, extended(4)).taskRun.context;
    expect(presentValues({ block_qualification: 'careless' }, settings)).toEqual({
      units_per_assignment: 4,
      assignment_duration_in_seconds: 60,
      maximum_units_per_worker: 0,
      allowed_concurrent: 0,
      max_num_concurrent_units: 0,
      auto_submit_before_expiration_sec: null,
      reoffer_returned_units: false,
      task_reward: 0,
      agreement: null,
      open_link: null,
      qualifications: null,
      block_qualification: 'careless',
      allow_list_qualification: null,
      find_new_workers: false,
      rules: null,
    });
  });
});
