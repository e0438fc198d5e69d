import { describe, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  assignmentCompleted,
  begun,
  bob,
  completed,
  connected,
  created,
  dataEnded,
  errorLogged,
  expired,
  halfPast,
  launched,
  metadataSubmitted,
  noon,
  opened,
  opening,
  person,
  rejected,
  returned,
  sea0,
  seaCreated,
  settings,
  settingsChanged,
  sky,
  sky0,
  sky1,
  skyCreated,
  softRejected,
  stopped,
  submitted,
  submittedLate,
  timedOut,
  took,
  unitAt,
} from '../events/fixtures.ts';
import { UnitSubmitted } from '../events/unit.ts';
import { connect, given, submit } from './specify.ts';

describe('a run', () => {
  it('opens once', () => {
    given()
      .when({ type: 'task-run.open', ...opening, settings })
      .then(opened());
    given(opened())
      .when({ type: 'task-run.open', ...opening, settings })
      .thenRefused('run/already-open');
  });
  it('waits for its data, then to be launched, then for nothing but its units', () => {
    given(opened()).thenWaits('produce-assignments');
    given(opened(), skyCreated, dataEnded).thenWaits('launch');
    given(...begun()).thenWaits();
    given(...begun(), ...took(ada, sky0)).thenWaits('time-out');
  });
  it('numbers its assignments on, and gives each the units that the settings or the item ask for', () =>
    given(opened(), skyCreated)
      .when({ type: 'assignment.create', items: [{ shared: seaCreated.data.shared }] })
      .then(seaCreated));
  it('gives out nothing before it is launched', () =>
    given(opened(), skyCreated, seaCreated, dataEnded).when(connect(ada)).thenRefused('work/none'));
  it('adds nothing after it has stopped', () =>
    given(...begun(), stopped)
      .when({ type: 'assignment.create', items: [] })
      .thenRefused('run/not-open'));
  it('completes at once when it is launched without data', () =>
    given(opened(), dataEnded).when({ type: 'task-run.launch' }).then(launched, completed));
});

describe('a unit in work', () => {
  const held = [...begun(), ...took(ada, sky0)];

  it('is submitted by the agent who holds it', () =>
    given(...held)
      .when(submit(ada))
      .then(submitted(ada, sky0)));
  it('accepts the same submission again without a second fact, and refuses another one', () => {
    const done = [...held, submitted(ada, sky0)];
    given(...done)
      .when(submit(ada))
      .then();
    given(...done)
      .when(submit(ada, { colour: 'green' }))
      .thenRefused('agent/already-submitted');
  });
  it.each([
    [100.07, 100],
    [9999, 600],
    [0, 0],
  ])('has %s active seconds, of at most those since it was assigned', (activeSeconds, recorded) => {
    const now = '2026-01-01T12:10:00.000Z';
    const { data } = submitted(ada, sky0);
    given(...held)
      .when({ ...submit(ada), now, activeSeconds })
      .then(UnitSubmitted({ ...data, activeSeconds: recorded }));
    given(...held, timedOut(ada, sky0))
      .when({ ...submit(ada), now, activeSeconds })
      .then(UnitSubmitted({ ...data, activeSeconds: recorded }));
  });
  it('has active seconds by the time that it was given out with, if that was changed meanwhile', () => {
    const now = '2026-01-01T12:10:00.000Z';
    const { data } = submitted(ada, sky0);
    for (const assignmentDurationSeconds of [60, 7200])
      given(...held, settingsChanged({}, { assignmentDurationSeconds }))
        .when({ ...submit(ada), now, activeSeconds: 9999 })
        .then(UnitSubmitted({ ...data, activeSeconds: 600 }));
  });
  it('is not submitted by an unknown agent', () =>
    given(...held)
      .when(submit(bob))
      .thenRefused('agent/unknown'));
  it('is open again when it is given back', () =>
    given(...held)
      .when({ type: 'agent.return', agentId: ada.agentId, now: noon })
      .then(returned(ada, sky0)));
  it('cannot be given back by an agent that no longer holds it', () =>
    given(...held, submitted(ada, sky0))
      .when({ type: 'agent.return', agentId: ada.agentId, now: noon })
      .thenRefused('agent/nothing-to-return'));
  it('times out when its deadline has passed, and not before', () => {
    const timeOut = { type: 'unit.time-out', unitId: sky0.unitId } as const;
    given(...held)
      .when({ ...timeOut, now: noon })
      .thenRefused('unit/not-due');
    given(...held)
      .when({ ...timeOut, now: halfPast })
      .then(timedOut(ada, sky0));
    given(...held, timedOut(ada, sky0))
      .when({ ...timeOut, now: halfPast })
      .thenRefused('unit/not-due');
  });
  it('takes an answer after its deadline while nobody else has it, and then is not given out again', () => {
    given(...held, timedOut(ada, sky0))
      .when(submit(ada))
      .then(submitted(ada, sky0));
    given(...held, timedOut(ada, sky0), submitted(ada, sky0))
      .when(connect(bob))
      .then(connected(bob, sky1), assigned(bob, sky1));
  });
  it('keeps an answer that comes too late, without counting it', () => {
    const history = [...held, timedOut(ada, sky0), ...took(bob, sky0)];
    given(...history)
      .when(submit(ada, 'mine'))
      .then(submittedLate(ada, sky0, 'mine'));
    given(...history, submittedLate(ada, sky0, 'mine'))
      .when(submit(ada, 'mine'))
      .then();
    given(...history, submittedLate(ada, sky0, 'mine'))
      .when(submit(ada, 'another'))
      .thenRefused('agent/already-submitted');
  });
  it('cannot be withdrawn', () =>
    given(...held)
      .when({ type: 'unit.expire', unitId: sky0.unitId })
      .thenRefused('unit/not-open'));
});

describe('completion', () => {
  const cara = person('cara');
  const one = [...begun(), ...took(ada, sky0), ...took(bob, sky1), submitted(ada, sky0)];

  it('closes an assignment with its last unit', () =>
    given(...one)
      .when(submit(bob))
      .then(submitted(bob, sky1), assignmentCompleted()));
  it('closes the run when nothing is left', () => {
    const history = [opened({ unitsPerAssignment: 1 }), created(sky, 1), dataEnded, launched, ...took(ada, sky0)];
    given(...history)
      .when(submit(ada))
      .then(submitted(ada, sky0), assignmentCompleted(), completed);
  });
  it('closes a stopped run once the work in hand is in', () => {
    given(...begun())
      .when({ type: 'task-run.stop' })
      .then(stopped, completed);
    given(...begun(), ...took(ada, sky0))
      .when({ type: 'task-run.stop' })
      .then(stopped);
    given(...begun(), ...took(ada, sky0), stopped)
      .when(submit(ada))
      .then(submitted(ada, sky0), completed);
    given(...begun(), ...took(ada, sky0), stopped)
      .when(connect(cara))
      .thenRefused('work/all-done');
  });
  it('expires units that come back to a stopped run', () =>
    given(...begun(), ...took(ada, sky0), stopped)
      .when({ type: 'agent.return', agentId: ada.agentId, now: noon })
      .then(returned(ada, sky0), expired(sky0), completed));
  it('expires units whose time runs out in a stopped run', () =>
    given(...begun(), ...took(ada), stopped)
      .when({ type: 'unit.time-out', unitId: sky0.unitId, now: halfPast })
      .then(timedOut(ada), expired(), completed));
  it('stops with units open that were passed over when one behind them was withdrawn', () =>
    given(...begun(), expired(sky1))
      .when({ type: 'task-run.stop' })
      .then(stopped, completed));
  it('counts a withdrawn unit as settled', () => {
    given(...begun())
      .when({ type: 'unit.expire', unitId: sky1.unitId })
      .then(expired(sky1));
    given(...begun(), expired(sky1), ...took(ada, sky0))
      .when(submit(ada))
      .then(submitted(ada, sky0), assignmentCompleted());
    given(...begun(), expired(sky1), ...took(ada, sky0))
      .when(connect(bob))
      .then(connected(bob, sea0), assigned(bob, sea0));
  });
});

describe('review', () => {
  const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
  const { unitId } = sky0;
  const by = 'reviewer:anna';

  it('accepts, and rejects with a note', () => {
    given(...done)
      .when({ type: 'unit.accept', unitId, by })
      .then(accepted(ada, sky0));
    given(...done)
      .when({ type: 'unit.reject', unitId, by, note: 'Not a colour.' })
      .then(rejected(ada, sky0, { note: 'Not a colour.' }));
  });
  it('is for submitted work only', () => {
    given(...begun())
      .when({ type: 'unit.accept', unitId, by })
      .thenRefused('unit/not-submitted');
    given(...begun())
      .when({ type: 'unit.accept', unitId: unitAt(7, 0).unitId, by })
      .thenRefused('unit/unknown');
    given(...begun())
      .when({ type: 'unit.accept', unitId: 'other-1.0.0' as typeof unitId, by })
      .thenRefused('unit/unknown');
  });
  it('goes on after the run is complete', () =>
    given(...begun(), ...took(ada, sky0), submitted(ada, sky0), stopped, completed)
      .when({ type: 'unit.soft-reject', unitId, by })
      .then(softRejected(ada)));
});

describe('what a page sends beside its answer', () => {
  const held = [...begun(), ...took(ada, sky0)];
  it('is kept with its agent', () => {
    given(...held)
      .when({ type: 'agent.submit-metadata', agentId: ada.agentId, metadata: { tips: ['rest'] } })
      .then(metadataSubmitted(ada, { tips: ['rest'] }));
    given(...held, submitted(ada, sky0))
      .when({ type: 'agent.log-error', agentId: ada.agentId, error: 'oops' })
      .then(errorLogged(ada, 'oops'));
  });
  it('is refused from unknown agents', () =>
    given(...held)
      .when({ type: 'agent.submit-metadata', agentId: bob.agentId, metadata: {} })
      .thenRefused('agent/unknown'));
});
