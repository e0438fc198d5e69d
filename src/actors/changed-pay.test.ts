import { describe, expect, it } from 'vitest';
import {
  ada,
  assigned,
  begun,
  bob,
  connected,
  opening,
  settingsChanged,
  sky0,
  sky1,
  submitted,
  timedOut,
  took,
} from '../events/fixtures.ts';
import { UnitAssigned } from '../events/unit.ts';
import { connect, given, runAfter } from './specify.ts';

const raised = (amount: number) => settingsChanged({ task_reward: amount }, { payCents: amount * 100 });
const paid = (who: typeof ada, unit: typeof sky0, payCents: number) =>
  UnitAssigned({ ...assigned(who, unit).data, payCents });

describe('the pay of a unit', () => {
  it('is no part of what is recorded while the pay of the run stays', () =>
    given(...begun())
      .when(connect(ada))
      .then(connected(ada, sky0), assigned(ada, sky0)));

  it('is fixed when it is given out, once the pay has changed', () => {
    given(...begun(), ...took(ada, sky0), raised(0.8))
      .when(connect(bob))
      .then(connected(bob, sky1), paid(bob, sky1, 80));
    const run = runAfter(...begun(), ...took(ada, sky0), raised(0.8), connected(bob, sky1), paid(bob, sky1, 80));
    expect(run.units.get(sky0.unitId)?.context.payCents).toBeUndefined();
    expect(run.units.get(sky1.unitId)?.context.payCents).toBe(80);
  });

  it('stays what its worker saw when the answer comes after its time, and is the present one for the next worker', () => {
    const late = [...begun(), connected(ada, sky0), paid(ada, sky0, 70), timedOut(ada, sky0), raised(0.8)];
    expect(runAfter(...late, submitted(ada, sky0)).units.get(sky0.unitId)?.context.payCents).toBe(70);
    const again = runAfter(...late, connected(bob, sky0), paid(bob, sky0, 80));
    expect(again.units.get(sky0.unitId)?.context.payCents).toBe(80);
  });

  it('is what it was at the launch again, and still recorded, when it is set back', () => {
    const change = { type: 'task-run.change-settings', opened: { ...opening.config, task_reward: 0.5 } } as const;
    given(...begun())
      .when({ ...change, values: { task_reward: 0.5 } })
      .then();
    given(...begun(), raised(0.8))
      .when({ ...change, values: { task_reward: 0.5 } })
      .then(raised(0.5));
    given(...begun(), raised(0.8), raised(0.5))
      .when(connect(ada))
      .then(connected(ada, sky0), paid(ada, sky0, 50));
  });
});
