import { describe, expect, it } from 'vitest';
import { ada, begun, runId, sky0, submitted, took } from '../events/fixtures.ts';
import type { QualificationId } from '../events/ids.ts';
import { TaskRunSettingsChanged } from '../events/task-run.ts';
import { UnitBonusGranted, UnitJudged } from '../events/unit.ts';
import { goldBonus, goldBonusOf } from './gold-bonus.ts';
import { given, runAfter } from './specify.ts';

const id = 'gold-1' as QualificationId;
const gold = {
  ...{ correctId: id, wrongId: id, completedId: id, disqualifiedId: id, maxUnits: 2, min: 0, maxIncorrect: 0 },
  bonusCents: 10,
};
const work = { ...sky0, agentId: ada.agentId, workerId: ada.workerId };
const judged = (correct: boolean) => UnitJudged({ ...work, purpose: 'gold', correct });
const done = [...begun({ gold }), ...took(ada), submitted(ada)];
const promised = { bonusId: goldBonusOf(ada.agentId), cents: 10, currency: 'EUR', reason: 'For accuracy.' };
const waits = (...facts: Parameters<typeof runAfter>) => runAfter(...facts).goldBonuses.size;

describe('the bonus for a right answer to a gold unit', () => {
  it('is to be promised once it was right, and not for a wrong one', () => {
    expect(waits(...done, judged(true))).toBe(1);
    expect(waits(...done, judged(false))).toBe(0);
  });
  it('is promised once, with an id from who answered', () => {
    const run = runAfter(...done, judged(true));
    const grant = goldBonus(run, sky0.unitId, 'EUR');
    expect(grant).toEqual({ unitId: sky0.unitId, ...promised, beside: true });
    const granted = UnitBonusGranted({ ...work, ...promised });
    given(...done, judged(true))
      .when({ type: 'unit.grant-bonus', unitId: sky0.unitId, ...promised, beside: true })
      .then(granted);
    expect(waits(...done, judged(true), granted)).toBe(0);
    given(...done, judged(true), granted)
      .when({ type: 'unit.grant-bonus', unitId: sky0.unitId, ...promised, beside: true })
      .then();
  });
  it('is none in a run without it', () => {
    const without = [...begun({ gold: { ...gold, bonusCents: undefined } }), ...took(ada), submitted(ada)];
    const changed = TaskRunSettingsChanged({ runId, config: {}, settings: {} });
    expect(waits(...without, changed, judged(true))).toBe(0);
  });
});
