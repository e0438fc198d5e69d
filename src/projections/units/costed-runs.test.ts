import { expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  bob,
  connected,
  opened,
  opening,
  rejected,
  runId,
  settings,
  settingsChanged,
  sky0,
  sky1,
  skyCreated,
  submitted,
} from '../../events/fixtures.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { UnitAssigned } from '../../events/unit.ts';
import { exportRows } from '../export/export-rows.ts';
import { projected, recorded } from '../specify.ts';
import { costedRuns } from './costed-runs.ts';
import { unitsNamed } from './unit-rows.ts';

const priced = TaskRunOpened({ ...opening, config: { task_reward: 0.5, currency: 'EUR' }, settings });
const raised = settingsChanged({ task_reward: 0.8 }, { payCents: 80 });
const takenFor80 = UnitAssigned({ ...assigned(bob, sky1).data, payCents: 80 });
const both = [
  ...[priced, skyCreated, connected(ada, sky0), assigned(ada, sky0), raised, connected(bob, sky1), takenFor80],
  ...[submitted(ada, sky0), submitted(bob, sky1)],
];
const costs = (facts: Parameters<typeof recorded>[0]) =>
  costedRuns(projected(recorded(facts)).db, (run) => run).map(({ pay_cents, spent_cents, committed_cents }) => ({
    pay_cents,
    spent_cents,
    committed_cents,
  }));

it('a run costs what each of its units pays', () => {
  expect(costs([opened()])).toEqual([{ pay_cents: 0, spent_cents: 0, committed_cents: 0 }]);
  expect(costs(both)).toEqual([{ pay_cents: 80, spent_cents: 0, committed_cents: 130 }]);
  expect(costs([...both, accepted(ada, sky0)])).toEqual([{ pay_cents: 80, spent_cents: 50, committed_cents: 130 }]);
  expect(costs([...both, accepted(bob, sky1)])).toEqual([{ pay_cents: 80, spent_cents: 80, committed_cents: 130 }]);
  expect(costs([...both, rejected(bob, sky1)])).toEqual([{ pay_cents: 80, spent_cents: 0, committed_cents: 50 }]);
});

it('a unit has its own pay in lists and in exports', () => {
  const { db } = projected(recorded(both));
  expect(unitsNamed(db, [sky0.unitId, sky1.unitId]).map(({ pay_cents }) => pay_cents)).toEqual([50, 80]);
  const exported = [...exportRows(db, { runs: [runId], identities: false })];
  expect(exported.map(({ unit, pay_cents }) => [unit, pay_cents])).toEqual([
    [sky0.unitId, 50],
    [sky1.unitId, 80],
  ]);
  const open = projected(recorded([priced, skyCreated])).db;
  expect(unitsNamed(open, [sky0.unitId]).map(({ pay_cents }) => pay_cents)).toEqual([null]);
});
