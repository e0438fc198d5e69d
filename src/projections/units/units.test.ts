import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  bob,
  connected,
  expired,
  extended,
  halfPast,
  holder,
  opened,
  rejected,
  returned,
  runId,
  secondOpinionAsked,
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
import { UnitAssigned } from '../../events/unit.ts';
import { unitCounts, zeroCounts } from '../runs/unit-counts.ts';
import { minute, projected, recorded, specifyProjection } from '../specify.ts';
import { unitPage } from './unit-list.ts';
import { units, unitsProjection } from './units.ts';

const given = specifyProjection(unitsProjection);
const { unitId } = sky0;
const { unitId: secondUnitId } = sky1;
const noAgent = { agentId: null, workerId: null, assignedAt: null, deadline: null };
const untouched = { unitId: secondUnitId, status: 'open', ...noAgent };
const twoUnits = { ...zeroCounts, assignments: 1, units: 2 };

const paid = (who: typeof ada, unit: typeof sky0, payCents: number) =>
  UnitAssigned({ ...assigned(who, unit).data, payCents });

describe('units with a pay of their own', () => {
  const given80 = [opened(), skyCreated, assigned(ada), paid(bob, sky1, 80)];
  it.each([
    ['while they are in progress', [], {}],
    ['submitted', [submitted(bob, sky1)], { own_due: 1, own_due_cents: 80 }],
    [
      'accepted',
      [submitted(bob, sky1), accepted(bob, sky1)],
      { own_due: 1, own_due_cents: 80, own_paid: 1, own_paid_cents: 80 },
    ],
    ['rejected', [submitted(bob, sky1), rejected(bob, sky1)], {}],
    ['undone', [submitted(bob, sky1), rejected(bob, sky1), undone(bob, sky1)], { own_due: 1, own_due_cents: 80 }],
  ])('count apart: %s', (_, facts, own) => {
    given(...given80, ...facts).thenRows(unitCounts, {
      ...{ own_due: 0, own_due_cents: 0, own_paid: 0, own_paid_cents: 0 },
      ...own,
    });
    given(...given80, ...facts).thenRows(units, { payCents: null }, { payCents: 80 });
  });

  it('take the pay of the next worker when they are given out again', () =>
    given(...given80, returned(bob, sky1), paid(bob, sky1, 70)).thenRows(units, {}, { payCents: 70 }));
});

describe('the units', () => {
  it('are created open, as many as their assignment has', () =>
    given(opened(), skyCreated).thenRows(
      units,
      { row: 1, unitId, runId, status: 'open', ...noAgent },
      { row: 2, ...untouched },
    ));

  it('are held by the worker who took them, until the deadline', () =>
    given(opened(), skyCreated, assigned(ada)).thenRows(
      units,
      { unitId, status: 'assigned', ...holder(ada), assignedAt: minute(2), deadline: halfPast },
      untouched,
    ));

  it('are completed once submitted', () =>
    given(opened(), skyCreated, assigned(ada), submitted(ada)).thenRows(
      units,
      { unitId, status: 'completed', ...holder(ada), assignedAt: minute(2), submittedAt: minute(3) },
      untouched,
    ));

  it('are open again once they are returned or timed out, and keep who held them last', () => {
    given(opened(), skyCreated, assigned(ada), returned(ada)).thenRows(
      units,
      { status: 'open', ...holder(ada) },
      untouched,
    );
    given(opened(), skyCreated, assigned(ada), timedOut(ada)).thenRows(
      units,
      { status: 'open', ...holder(ada) },
      untouched,
    );
    given(opened(), skyCreated, assigned(ada), returned(ada), assigned(bob)).thenRows(
      units,
      { status: 'assigned', ...holder(bob) },
      untouched,
    );
  });

  it('are completed by a worker who ran out of time, as long as nobody else holds them', () =>
    given(opened(), skyCreated, assigned(ada), timedOut(ada), submitted(ada)).thenRows(
      units,
      { unitId, status: 'completed', ...holder(ada), assignedAt: minute(2), submittedAt: minute(4) },
      untouched,
    ));

  it('keep the last decision and its note', () => {
    const work = [opened(), skyCreated, assigned(ada), submitted(ada)];
    given(...work, accepted(ada)).thenRows(units, { status: 'accepted', reviewedAt: minute(4), note: null }, untouched);
    given(...work, softRejected(ada, sky0, { note: 'hasty' })).thenRows(
      units,
      { status: 'soft_rejected', note: 'hasty' },
      untouched,
    );
    given(...work, rejected(ada, sky0, { note: 'wrong' }), accepted(ada, sky0, { note: 'right after all' })).thenRows(
      units,
      { status: 'accepted', reviewedAt: minute(5), note: 'right after all' },
      untouched,
    );
  });

  it('that nobody holds expire with their run', () => {
    given(opened(), skyCreated, stopped).thenRows(units, { status: 'expired' }, { status: 'expired' });
    given(opened(), skyCreated, assigned(ada), stopped).thenRows(units, { status: 'assigned' }, { status: 'expired' });
    given(opened(), skyCreated, expired(), stopped).thenRows(units, { status: 'expired' }, { status: 'expired' });
  });

  it('are counted by status, and submissions stay counted', () => {
    given(opened()).thenRows(unitCounts, { runId, ...zeroCounts });
    given(opened(), skyCreated, assigned(ada)).thenRows(unitCounts, { ...twoUnits, open: 1, assigned: 1 });
    given(opened(), skyCreated, assigned(ada), returned(ada)).thenRows(unitCounts, { ...twoUnits, open: 2 });
    const work = [opened(), skyCreated, assigned(ada), submitted(ada)];
    given(...work).thenRows(unitCounts, { ...twoUnits, open: 1, completed: 1 });
    given(...work, accepted(ada)).thenRows(unitCounts, { ...twoUnits, open: 1, completed: 1, accepted: 1 });
    given(...work, rejected(ada), accepted(ada)).thenRows(unitCounts, {
      ...twoUnits,
      open: 1,
      completed: 1,
      accepted: 1,
    });
    given(...work, softRejected(ada), stopped).thenRows(unitCounts, {
      ...twoUnits,
      completed: 1,
      soft_rejected: 1,
      expired: 1,
    });
  });

  it('are to review again once a decision is undone', () => {
    const work = [opened(), skyCreated, assigned(ada), submitted(ada)];
    for (const decision of [
      accepted(ada),
      softRejected(ada, sky0, { note: 'thin' }),
      rejected(ada, sky0, { note: 'no' }),
    ]) {
      given(...work, decision, undone(ada)).thenRows(
        units,
        { status: 'completed', reviewedAt: null, reviewedBy: null, note: null },
        untouched,
      );
      given(...work, decision, undone(ada)).thenRows(unitCounts, { ...twoUnits, open: 1, completed: 1 });
    }
  });

  it('show who requested a second opinion, until it is given or withdrawn', () => {
    const requested = [opened(), skyCreated, assigned(ada), submitted(ada), secondOpinionAsked(ada)];
    given(...requested).thenRows(units, { status: 'completed', secondOpinion: 'spec' }, untouched);
    given(...requested, accepted(ada)).thenRows(units, { status: 'accepted', secondOpinion: null }, untouched);
    given(...requested, undone(ada)).thenRows(units, { status: 'completed', secondOpinion: null }, untouched);
    given(...requested).thenRows(unitCounts, { ...twoUnits, open: 1, completed: 1 });
  });

  it('that an extension adds come after the others', () => {
    const more = [{ unitId, status: 'completed' }, untouched, { row: 3, unitId: unitAt(0, 2).unitId, status: 'open' }];
    given(opened(), skyCreated, assigned(ada), submitted(ada), extended(3)).thenRows(units, ...more);
    given(opened(), skyCreated, assigned(ada), submitted(ada), extended(3)).thenRows(unitCounts, {
      ...twoUnits,
      units: 3,
      open: 2,
      completed: 1,
    });
    given(opened(), skyCreated, extended(3), extended(3)).thenRows(unitCounts, { ...twoUnits, units: 3, open: 3 });
  });

  it('have the seconds that they took', () =>
    given(opened(), skyCreated, assigned(ada), submitted(ada)).thenRows(units, { seconds: 60 }, { seconds: null }));

  it('stop at an impossible history', () => {
    given(opened(), skyCreated, assigned(ada), assigned(bob)).thenStopped(`${unitId} has no row that this fact fits`);
    given(opened(), skyCreated, accepted(ada)).thenStopped(`${unitId} has no row that this fact fits`);
  });
});

describe('a page of units', () => {
  const { db } = projected(recorded([opened(), skyCreated, connected(ada), assigned(ada)]));
  const ids = (query: Partial<Parameters<typeof unitPage>[1]>) =>
    unitPage(db, { limit: 10, ...query }).units.map(({ id }) => id);

  it('holds those of one run, of one status, of both or of neither', () => {
    expect(ids({})).toEqual([unitId, secondUnitId]);
    expect(ids({ run: runId, status: ['open'] })).toEqual([secondUnitId]);
    expect(ids({ status: ['assigned'] })).toEqual([unitId]);
    expect(ids({ run: 'another-run' })).toEqual([]);
  });

  it('shows no agent of an open unit', () => {
    const givenBack = projected(recorded([opened(), skyCreated, connected(ada), assigned(ada), returned(ada)])).db;
    const nowhere = { agent: null, worker: null, assigned_at: null, deadline: null };
    expect(unitPage(givenBack, { limit: 1 }).units).toMatchObject([{ id: unitId, status: 'open', ...nowhere }]);
  });

  it('continues after its cursor, and the last page has none', () => {
    const first = unitPage(db, { run: runId, limit: 1 });
    expect(first).toMatchObject({ units: [{ id: unitId, agent: ada.agentId, status: 'assigned' }] });
    expect(first.cursor).toBeDefined();
    const second = unitPage(db, { run: runId, limit: 1, cursor: first.cursor });
    expect(second).toEqual({ units: [expect.objectContaining({ id: secondUnitId })] });
  });
});
