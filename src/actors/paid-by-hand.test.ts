import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bonus,
  bonusGranted,
  bonusPaid,
  bonusPaymentUndone,
  holder,
  paid,
  paymentUndone,
  rejected,
  sky0,
  softRejected,
  submitted,
  supplemented,
  took,
  undone,
} from '../events/fixtures.ts';
import type { VerdictId } from '../events/ids.ts';
import { UnitBonusPaid, UnitBonusWithdrawn, UnitPaid } from '../events/unit.ts';
import { evolve } from './evolve-run.ts';
import { countNotOwed } from './paid-by-hand.ts';
import { newRun, unitOf } from './run.ts';
import { decide } from './run-decide.ts';

const submittedWork = [...begun(), ...took(ada), submitted(ada)];
const { bonusId } = bonus;
const unitId = sky0.unitId;

function decided(facts: readonly AnyNewFact[], note?: string) {
  const run = newRun();
  for (const fact of facts) evolve(run, fact);
  const units = [{ unitId, cents: 150 }];
  return decide({ type: 'units.pay', units, bonuses: [{ unitId, bonusId }], currency: 'EUR', note }, run);
}

describe('paying by hand', () => {
  const work = { ...sky0, ...holder(ada) };

  it('is recorded once for each unit and bonus that is due', () => {
    for (const how of [accepted(ada), softRejected(ada)])
      expect(decided([...submittedWork, how, bonusGranted(ada)], 'Transfer 7')).toEqual([
        UnitPaid({ ...work, cents: 150, currency: 'EUR', note: 'Transfer 7' }),
        UnitBonusPaid({ ...work, bonusId, note: 'Transfer 7' }),
      ]);
    expect(decided([...submittedWork, accepted(ada), paid(ada)])).toEqual([]);
  });

  it('leaves out what is not owed', () => {
    expect(decided(submittedWork)).toEqual([]);
    expect(decided([...submittedWork, rejected(ada)])).toEqual([]);
    expect(decided([...submittedWork, accepted(ada), undone(ada)])).toEqual([]);
  });

  it('is not recorded again when the decision was taken back and made again', () =>
    expect(decided([...submittedWork, accepted(ada), paid(ada), undone(ada), accepted(ada)])).toEqual([]));
});

describe('taking back that something was paid', () => {
  const note = 'It came back.';
  const undo = (facts: readonly AnyNewFact[]) => {
    const run = newRun();
    for (const fact of facts) evolve(run, fact);
    const units = [{ unitId, cents: 150 }];
    return decide({ type: 'units.undo-payments', units, bonuses: [{ unitId, bonusId }], currency: 'EUR', note }, run);
  };
  const made = [...submittedWork, accepted(ada), bonusGranted(ada), paid(ada), bonusPaid(ada)];
  const taken = [paymentUndone(ada), bonusPaymentUndone(ada)];

  it('is recorded once for each unit and bonus that is recorded as paid', () => {
    expect(undo(made)).toEqual(taken);
    expect(undo([...made, ...taken])).toEqual([]);
    expect(undo([...submittedWork, accepted(ada), bonusGranted(ada)])).toEqual([]);
  });

  it('is possible also where the decision was taken back since', () =>
    expect(undo([...made, undone(ada)])).toEqual(taken));

  it('withdraws a bonus whose verdict was undone while it was paid, so that it is not owed', () => {
    const verdictId = 'v-1' as VerdictId;
    const promised = [accepted(ada, sky0, { verdictId }), bonusGranted(ada)];
    const alone = [...submittedWork, ...promised, paid(ada), bonusPaid(ada)];
    const later = [...submittedWork, accepted(ada), supplemented(ada, sky0, { verdictId, note: 'Good.' })];
    for (const facts of [alone, [...later, bonusGranted(ada), paid(ada), bonusPaid(ada)]]) {
      const run = newRun();
      for (const fact of facts) evolve(run, fact);
      const undoing = decide({ type: 'unit.undo-verdict', unitId, verdictId, bonusId }, run);
      expect(undoing).toMatchObject([{ data: { verdictId, paidBonusId: bonusId } }]);
      const taken = undo([...facts, ...undoing] as AnyNewFact[]);
      const after = newRun();
      for (const fact of [...facts, ...undoing, ...taken]) evolve(after, fact as AnyNewFact);
      expect(countNotOwed(taken, (id) => unitOf(after, id))).toBe(facts === alone ? 2 : 1);
      const withdrawn = UnitBonusWithdrawn({ ...sky0, ...holder(ada), bonusId, note });
      expect(taken).toEqual([paymentUndone(ada), bonusPaymentUndone(ada), withdrawn]);
      const due = { units: [], bonuses: [{ unitId, bonusId }], currency: 'EUR' };
      expect(decide({ type: 'units.pay', ...due }, after)).toEqual([]);
    }
  });

  it('makes both due again, if they still are', () => {
    expect(decided([...made, ...taken])).toEqual([
      UnitPaid({ ...sky0, ...holder(ada), cents: 150, currency: 'EUR' }),
      UnitBonusPaid({ ...sky0, ...holder(ada), bonusId }),
    ]);
    expect(decided([...made, undone(ada), ...taken])).toEqual([UnitBonusPaid({ ...sky0, ...holder(ada), bonusId })]);
  });
});
