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
import { dueIn, paidIn, payoutPage } from './payout-rows.ts';

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
const nobody = { paid_at: null, paid_by: null, note: '', position: null };

describe('the payouts', () => {
  it('have what a run for development owes, or was paid by its id, only where it is asked for', () => {
    const developed = TaskRunOpened({
      ...opening,
      config,
      settings,
      launched: { ...opening.launched, development: true },
    });
    const facts = [developed, ...work.slice(1), accepted(ada)];
    const of = (query: object, more: readonly AnyNewFact[] = []) =>
      payoutPage(projected(recorded([...facts, ...more])).db, { state: 'due', limit: 10, upto: 1000, ...query })
        .payouts;
    expect([of({}), of({ task: 'colours' })]).toEqual([[], []]);
    expect(of({ run: runId })).toMatchObject([{ run: runId, total: '1.50' }]);
    expect(of({ state: 'paid' }, [paid(ada)])).toMatchObject([{ run: runId }]);
  });

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

  it('are listed payment by payment, each with its note and the position that takes it back alone', () => {
    const facts = [accepted(ada), accepted(ada, sea0), bonusGranted(ada)];
    const payments = [paid(ada, sky0, { note: 'Transfer 7' }), paid(ada, sea0), bonusPaid(ada, sky0, { note: 'Cash' })];
    const first = work.length + facts.length + 1;
    const lines = [
      { answers: 1, base: '1.50', bonus: '0.00', note: 'Transfer 7', position: first },
      { answers: 1, base: '1.50', bonus: '0.00', note: '', position: first + 1 },
      { answers: 0, base: '0.00', bonus: '0.50', note: 'Cash', position: first + 2 },
    ];
    expect(due([...facts, ...payments], { state: 'paid' })).toMatchObject(lines);
    const { db } = projected(recorded([...work, ...facts, ...payments]));
    for (const { position, answers } of lines)
      expect(paidIn(db, runId, { from: position, upto: position }).units).toHaveLength(answers);
    const one = payoutPage(db, { state: 'paid', limit: 1, upto: 1000 });
    const rest = payoutPage(db, { state: 'paid', limit: 9, upto: 1000, cursor: one.cursor });
    expect([one.payouts, rest.payouts]).toMatchObject([lines.slice(0, 1), lines.slice(1)]);
  });

  it('are one line where one commit paid answers and bonuses, with each note once', () => {
    const facts = [accepted(ada), accepted(ada, sea0), bonusGranted(ada)];
    const note = { note: 'Transfer 7' };
    const commits = recorded([...work, ...facts]);
    const together = recorded([paid(ada, sky0, note), paid(ada, sea0, note), bonusPaid(ada, sky0, note)]);
    const one = { ...together[0]!, sequence: commits.length + 1, facts: together.flatMap(({ facts }) => facts) };
    expect(payoutPage(projected([...commits, one]).db, { state: 'paid', limit: 9, upto: 1000 }).payouts).toMatchObject([
      { answers: 2, base: '3.00', bonus: '0.50', total: '3.50', note: 'Transfer 7', position: one.sequence },
    ]);
  });

  it('are no longer due once they were paid, also when the decision is taken back and made again', () => {
    const facts = [accepted(ada), bonusGranted(ada), paid(ada), bonusPaid(ada)];
    expect(due(facts)).toEqual([]);
    expect(due([...facts, undone(ada), accepted(ada)])).toEqual([]);
    expect(due([...facts, undone(ada), rejected(ada)], { state: 'paid' })).toMatchObject([
      { base: '1.50', bonus: '0.00', total: '1.50', answers: 1, paid_by: 'spec' },
      { base: '0.00', bonus: '0.50', total: '0.50', answers: 0, paid_by: 'spec' },
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
