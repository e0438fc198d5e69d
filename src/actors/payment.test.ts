import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  accepted,
  ada,
  begun,
  bonus,
  bonusGranted,
  holder,
  paid,
  rejected,
  sky0,
  softRejected,
  submitted,
  took,
  undone,
} from '../events/fixtures.ts';
import { UnitBonusPaid, UnitPaid } from '../events/unit.ts';
import { evolve } from './evolve-run.ts';
import { newRun } from './run.ts';
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
