import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  ada,
  assigned,
  bob,
  bonusGranted,
  bonusPaid,
  connected,
  dataEnded,
  halfPast,
  holder,
  launched,
  opening,
  paid,
  rejected,
  runId,
  sea0,
  seaCreated,
  settings,
  sky0,
  sky1,
  skyCreated,
  softRejected,
  submitted,
  took,
  undone,
} from '../../events/fixtures.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { UnitAssigned } from '../../events/unit.ts';
import { projected, recorded } from '../specify.ts';
import { dueIn, payoutPage } from './payout-rows.ts';

const config = { task: 'colours', task_reward: 1.5, currency: 'EUR' };
const begun = [TaskRunOpened({ ...opening, config, settings }), skyCreated, seaCreated, dataEnded, launched];
const work = [
  ...begun,
  ...took(ada),
  submitted(ada),
  ...took(bob, sky1),
  submitted(bob, sky1),
  assigned(ada, sea0),
  submitted(ada, sea0),
];
const due = (facts: readonly AnyNewFact[], query = {}) =>
  payoutPage(projected(recorded([...work, ...facts])).db, { state: 'due', limit: 10, upto: 1000, ...query }).payouts;
const nobody = { paid_at: null, paid_by: null, note: '' };

describe('the payouts', () => {
  it('are the pay of accepted and soft-rejected answers, and bonuses, for each worker and run', () => {
    const facts = [accepted(ada), softRejected(ada, sea0), bonusGranted(ada), accepted(bob, sky1)];
    const of = { run: runId, task: 'colours', currency: 'EUR' };
    expect(due(facts)).toEqual([
      {
        ...{ ...of, worker: ada.workerId, answers: 2, base: '3.00', bonus: '0.50', total: '3.50' },
        ...{ reason: 'Thorough.', ...nobody },
      },
      {
        ...{ ...of, worker: bob.workerId, answers: 1, base: '1.50', bonus: '0.00', total: '1.50' },
        ...{ reason: '', ...nobody },
      },
    ]);
  });

  it('are nothing for answers that wait, were rejected or taken back', () => {
    expect(due([])).toEqual([]);
    expect(due([rejected(ada)])).toEqual([]);
    expect(due([accepted(ada), undone(ada)])).toEqual([]);
    expect(due([rejected(ada), accepted(ada)])).toMatchObject([{ base: '1.50' }]);
  });

  it('say once what was written when they were paid', () => {
    const facts = [accepted(ada), accepted(ada, sea0), bonusGranted(ada)];
    const payments = [paid(ada, sky0, { note: 'Transfer 7' }), paid(ada, sea0), bonusPaid(ada, sky0, { note: 'Cash' })];
    expect(due([...facts, ...payments], { state: 'paid' })).toMatchObject([{ answers: 2, note: 'Transfer 7; Cash' }]);
  });

  it('are no longer due once they were paid, also when the decision is taken back and made again', () => {
    const facts = [accepted(ada), bonusGranted(ada), paid(ada), bonusPaid(ada)];
    expect(due(facts)).toEqual([]);
    expect(due([...facts, undone(ada), accepted(ada)])).toEqual([]);
    expect(due([...facts, undone(ada), rejected(ada)], { state: 'paid' })).toMatchObject([
      { base: '1.50', bonus: '0.50', total: '2.00', answers: 1, paid_by: 'spec' },
    ]);
    expect(due([accepted(ada), paid(ada), accepted(ada, sea0)])).toMatchObject([{ answers: 1, base: '1.50' }]);
  });

  it('go on after their cursor', () => {
    const { db } = projected(recorded([...work, accepted(ada), accepted(bob, sky1)]));
    const first = payoutPage(db, { state: 'due', limit: 1, upto: 1000 });
    expect(first.payouts).toMatchObject([{ worker: ada.workerId }]);
    const second = payoutPage(db, { state: 'due', limit: 1, upto: 1000, cursor: first.cursor });
    expect(second).toMatchObject({ payouts: [{ worker: bob.workerId }] });
    expect(second.cursor).toBeUndefined();
    expect(payoutPage(db, { state: 'due', limit: 9, upto: 1000, worker: bob.workerId }).payouts).toHaveLength(1);
  });

  it('leave no place of a page to workers whose units pay nothing', () => {
    const unpaid = UnitAssigned({ ...sky0, ...holder(ada), deadline: halfPast, payCents: 0 });
    const facts = [...begun, connected(ada, sky0), unpaid, submitted(ada), accepted(ada)];
    const { db } = projected(recorded([...facts, ...took(bob, sky1), submitted(bob, sky1), accepted(bob, sky1)]));
    const first = payoutPage(db, { state: 'due', limit: 1, upto: 1000 });
    expect(first.payouts).toMatchObject([{ worker: bob.workerId, answers: 1 }]);
    expect(first.cursor).toBeUndefined();
  });

  it('were due at a position only if they had been decided by then', () => {
    const commits = recorded([...work, accepted(ada), bonusGranted(ada), accepted(bob, sky1)]);
    const { db } = projected(commits);
    const last = commits.at(-1)!.sequence;
    expect(dueIn(db, runId, { upto: last })).toEqual({
      units: [
        { unit: sky0.unitId, cents: 150 },
        { unit: sky1.unitId, cents: 150 },
      ],
      bonuses: [{ unit: sky0.unitId, bonus: 'bonus-1' }],
      currency: 'EUR',
    });
    expect(payoutPage(db, { state: 'due', limit: 9, upto: 0 }).payouts).toEqual([]);
    expect(dueIn(db, runId, { upto: 0 })).toMatchObject({ units: [], bonuses: [] });
    expect(dueIn(db, runId, { upto: last, worker: bob.workerId }).units).toHaveLength(1);
  });
});
