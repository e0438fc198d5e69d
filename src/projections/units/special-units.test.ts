import { describe, expect, it } from 'vitest';
import { ordinaryUnitsOf, specialUnitsOf } from '../../api/unit-counts.ts';
import { AssignmentCreated } from '../../events/assignment.ts';
import {
  accepted,
  ada,
  assigned,
  connected,
  expired,
  extended,
  holder,
  launched,
  opened,
  person,
  rejected,
  returned,
  runId,
  sky0,
  sky1,
  skyCreated,
  softRejected,
  stopped,
  submitted,
  timedOut,
  undone,
  unitAt,
} from '../../events/fixtures.ts';
import { UnitAssigned, UnitJudged } from '../../events/unit.ts';
import { exportRows } from '../export/export-rows.ts';
import { expectedOf } from '../quality/known-answers.ts';
import { readSheet } from '../quality/read-sheet.ts';
import { accountRuns } from '../runs/task-runs.ts';
import { unitCounts, zeroCounts } from '../runs/unit-counts.ts';
import { minute, projected, recorded, specifyProjection } from '../specify.ts';
import { assessedWorkers } from '../workers/assessed-workers.ts';
import { historyOfWorker } from '../workers/worker-history.ts';
import { runRow } from './run-rows.ts';
import { unitDetail } from './unit-detail.ts';
import { countUnits, unitPage } from './unit-list.ts';
import { units, unitsProjection } from './units.ts';

const given = specifyProjection(unitsProjection);
const noUnits = ordinaryUnitsOf(zeroCounts);
const made = unitAt(1, 0);
const later = person('ada', 2);
const gold = AssignmentCreated({
  assignmentId: made.assignmentId,
  ...{ units: 1, shared: { image: 'sun.png', expected: { colour: 'blue' } } },
  special: { purpose: 'gold', workerId: ada.workerId, key: 'k1' },
});
const judged = (correct: boolean | null, purpose: 'gold' | 'screening' = 'gold', unit = made) =>
  UnitJudged({ ...unit, ...holder(ada), purpose, correct });
const screens = UnitAssigned({ ...assigned(ada).data, purpose: 'screening' });
const before = [opened(), skyCreated, gold];

describe('a unit that is made for one worker', () => {
  it('has its purpose, and is counted apart beside all others', () => {
    given(...before, assigned(ada, made), submitted(ada, made)).thenRows(unitCounts, {
      ...zeroCounts,
      assignments: 2,
      units: 3,
      open: 2,
      completed: 1,
      special_units: 1,
      special_completed: 1,
    });
    given(...before, assigned(ada, made), timedOut(ada, made), expired(made)).thenRows(
      units,
      { unitId: sky0.unitId, purpose: null, special: false },
      { unitId: sky1.unitId, purpose: null },
      { unitId: made.unitId, purpose: 'gold', special: true, status: 'expired' },
    );
  });

  const taken = [assigned(ada, made)];
  const done = [...taken, submitted(ada, made)];
  it.each([
    ['made', [], { open: 1 }],
    ['given out', taken, { assigned: 1 }],
    ['returned', [...taken, returned(ada, made)], { open: 1 }],
    ['expired', [...taken, timedOut(ada, made), expired(made)], { expired: 1 }],
    ['submitted late', [...taken, timedOut(ada, made), submitted(ada, made)], { completed: 1 }],
    ['submitted', done, { completed: 1 }],
    ['accepted', [...done, accepted(ada, made)], { completed: 1, accepted: 1 }],
    ['soft-rejected', [...done, softRejected(ada, made)], { completed: 1, soft_rejected: 1 }],
    ['rejected', [...done, rejected(ada, made)], { completed: 1, rejected: 1 }],
    ['accepted after all', [...done, rejected(ada, made), accepted(ada, made)], { completed: 1, accepted: 1 }],
    ['undone', [...done, accepted(ada, made), undone(ada, made)], { completed: 1 }],
  ] as const)('is counted by its state: %s', (_, facts, counts) => {
    const { db } = projected(recorded([...before, ...facts]));
    const row = runRow(db, runId, String)!;
    expect(specialUnitsOf(row)).toEqual({ ...noUnits, units: 1, ...counts });
    expect(ordinaryUnitsOf(row)).toEqual({ ...noUnits, units: 2, open: 2 });
  });

  it('is cancelled with its run, and counted apart from those of the data', () => {
    const row = runRow(projected(recorded([...before, assigned(ada), stopped])).db, runId, String)!;
    expect(specialUnitsOf(row)).toEqual({ ...noUnits, units: 1, expired: 1 });
    expect(ordinaryUnitsOf(row)).toEqual({ ...noUnits, units: 2, assigned: 1, expired: 1 });
  });

  it('is no free unit of its run for people with accounts', () => {
    const account = opened({ workerIdentity: 'account' });
    const { db } = projected(recorded([account, skyCreated, gold, launched]));
    expect(accountRuns(db)).toMatchObject([{ id: runId, open: 2 }]);
  });

  it('stays the only one of its item when the run is extended', () =>
    given(...before, extended(3)).thenRows(unitCounts, {
      ...zeroCounts,
      ...{ assignments: 2, units: 4, open: 4, special_units: 1, special_open: 1 },
    }));
});

describe('an ordinary unit that screens its worker', () => {
  it('screens nobody else once it is given back, and is not counted apart', () => {
    given(opened(), skyCreated, screens, submitted(ada), judged(true, 'screening', sky0)).thenRows(
      units,
      { purpose: 'screening', special: false, correct: true, judgedAt: minute(4) },
      { purpose: null },
    );
    given(opened(), skyCreated, screens, returned(ada)).thenRows(units, { purpose: null }, { purpose: null });
  });
});

describe('a judged unit', () => {
  const ordinary = [connected(ada), assigned(ada), submitted(ada)];
  const special = [connected(later, made), assigned(later, made), submitted(later, made, { colour: 'grey' })];
  const { db } = projected(recorded([...before, ...ordinary, ...special, judged(false)]));

  it('says what was expected, and how its worker did', () => {
    expect(unitDetail(db, made.unitId)).toMatchObject({
      ...{ purpose: 'gold', correct: false },
      history: [{ what: 'assigned' }, { what: 'submitted' }, { what: 'gold_wrong' }],
    });
    const data = { image: 'sun.png', expected: { colour: 'blue' } };
    expect(expectedOf({}, { purpose: 'gold', data })).toEqual({ colour: 'blue' });
    expect(expectedOf({}, { purpose: null, data })).toBeNull();
    const config = { quality: { gold: { colour: 'truth' } } };
    expect(expectedOf(config, { purpose: null, data: { truth: 'red' } })).toEqual({ colour: 'red' });
    for (const [purpose, found] of [
      ['gold', [made.unitId]],
      ['screening', []],
    ] as const) {
      const query = { purpose, limit: 9 };
      expect(unitPage(db, query).units.map(({ id }) => id)).toEqual(found);
      expect(countUnits(db, query).total).toBe(found.length);
    }
    const others = { purpose: 'ordinary', run: runId, limit: 9 } as const;
    expect(unitPage(db, others).units.map(({ id }) => id)).not.toContain(made.unitId);
    expect(countUnits(db, others).total).toBe(unitPage(db, others).units.length);
    expect(historyOfWorker(db, ada.workerId, 9)).toMatchObject([{ what: 'gold_wrong', unit: made.unitId }]);
    expect(assessedWorkers(db, [runId], [ada.workerId]).get(ada.workerId)).toEqual({
      ...{ gold_right: 0, gold_wrong: 1, screening: null, disqualified: false },
    });
  });

  it('is exported with its purpose and its judgement, or left out', () => {
    const rows = (ordinary: boolean) => [...exportRows(db, { runs: [runId], identities: false, ordinary })];
    expect(rows(false).map(({ purpose, special, correct }) => [purpose, special, correct])).toEqual([
      [null, false, null],
      ['gold', true, false],
    ]);
    expect(rows(true).map(({ unit }) => unit)).toEqual([sky0.unitId]);
  });

  it('says nothing about the data, but how accurate its worker is', () => {
    const { answers, golds } = readSheet(db, { run: runId });
    expect(answers.map(({ unit }) => unit)).toEqual([sky0.unitId]);
    expect(golds).toEqual([{ worker: ada.workerId, correct: false, right: new Map([['colour', false]]) }]);
    expect(runRow(db, runId, String)).toMatchObject({ units: 3, completed: 2, special_units: 1, special_completed: 1 });
  });
});
