import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  bonus,
  bonusGranted,
  bonusPaid,
  bonusPaymentUndone,
  bonusWithdrawn,
  holder,
  opened,
  openedForDevelopment,
  runId,
  sky0,
  skyCreated,
  submitted,
} from '../../events/fixtures.ts';
import type { BonusId } from '../../events/ids.ts';
import { minute, projected, recorded, specifyProjection } from '../specify.ts';
import { bonusCentsByRun, bonusPage } from './bonus-rows.ts';
import { bonuses, bonusesProjection } from './bonuses.ts';

describe('the bonuses', () => {
  const given = specifyProjection(bonusesProjection);
  const promised = {
    bonusId: bonus.bonusId,
    unitId: sky0.unitId,
    runId,
    ...holder(ada),
    cents: 50,
    currency: 'EUR',
    reason: 'Thorough.',
  };

  it('are intended at first, then paid or withdrawn', () => {
    given(bonusGranted(ada)).thenRows(bonuses, { ...promised, state: 'intended', grantedBy: 'spec', settledAt: null });
    given(bonusGranted(ada), bonusPaid(ada)).thenRows(bonuses, { ...promised, state: 'paid', settledAt: minute(1) });
    given(bonusGranted(ada), bonusWithdrawn(ada)).thenRows(bonuses, { state: 'withdrawn', settledBy: 'spec' });
  });

  it('are intended again once it is taken back that they were paid, and no sheet of before counts them', () =>
    given(bonusGranted(ada), bonusPaid(ada), bonusPaymentUndone(ada)).thenRows(bonuses, {
      ...{ ...promised, state: 'intended', settledBy: null, settledAt: null, settledNote: null, sequence: 3 },
    }));

  it('stop at one that was never promised', () =>
    given(bonusPaid(ada)).thenStopped('bonus-1 has no row that this fact fits'));
});

describe('a page of bonuses', () => {
  const work = [opened(), skyCreated, assigned(ada), submitted(ada), accepted(ada)];
  const another = bonusGranted(ada, sky0, { bonusId: 'bonus-2' as BonusId });
  const { db } = projected(recorded([...work, bonusGranted(ada), another, bonusWithdrawn(ada)]));

  it('shows the newest first, all or those in one state, and continues after its cursor', () => {
    const ids = (query: Partial<Parameters<typeof bonusPage>[1]>) =>
      bonusPage(db, { limit: 10, ...query }).bonuses.map(({ id }) => id);
    expect(ids({})).toEqual(['bonus-2', 'bonus-1']);
    expect(ids({ run: runId, state: 'withdrawn' })).toEqual(['bonus-1']);
    expect(ids({ task: 'shapes' })).toEqual([]);
    expect(ids({ worker: 'nobody' })).toEqual([]);
    const { cursor } = bonusPage(db, { limit: 1 });
    expect(bonusPage(db, { limit: 1, cursor })).toMatchObject({ bonuses: [{ id: 'bonus-1' }] });
  });

  it('leaves out what runs for development promise, unless one is asked for by its id', () => {
    const { db: developed } = projected(recorded([openedForDevelopment, ...work.slice(1), another]));
    const ids = (query: Partial<Parameters<typeof bonusPage>[1]>) =>
      bonusPage(developed, { limit: 10, state: 'intended', ...query }).bonuses.map(({ id }) => id);
    expect([ids({}), ids({ task: 'colours' }), ids({ run: runId })]).toEqual([[], [], ['bonus-2']]);
    expect(ids({ state: undefined })).toEqual(['bonus-2']);
  });

  it('costs what was not withdrawn', () => expect([...bonusCentsByRun(db)]).toEqual([[runId, 50]]));
});
