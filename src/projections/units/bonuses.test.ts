import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  created,
  granted,
  opened,
  paid,
  runId,
  submits,
  takes,
  unitId,
  withdrawn,
} from '../fixtures.ts';
import { minute, projected, recorded, specify } from '../specify.ts';
import { bonusCentsByRun, bonusPage } from './bonus-rows.ts';
import { bonuses, bonusesProjection } from './bonuses.ts';

describe('the bonuses', () => {
  const { given } = specify(bonusesProjection);
  const promised = { bonusId: 'bonus-1', unitId, runId, ...ada, cents: 50, currency: 'EUR', reason: 'Thorough.' };

  it('are intended at first, then paid or withdrawn', () => {
    given(granted(ada)).thenRows(bonuses, { ...promised, state: 'intended', grantedBy: 'spec', settledAt: null });
    given(granted(ada), paid(ada)).thenRows(bonuses, { ...promised, state: 'paid', settledAt: minute(1) });
    given(granted(ada), withdrawn(ada)).thenRows(bonuses, { state: 'withdrawn', settledBy: 'spec' });
  });

  it('stop at one that nobody promised', () => given(paid(ada)).thenStopped('bonus-1 has no row that this fact fits'));
});

describe('a page of bonuses', () => {
  const work = [opened, created, takes(ada), submits(ada), accepted(ada)];
  const another = { ...granted(ada), data: { ...granted(ada).data, bonusId: 'bonus-2' } } as ReturnType<typeof granted>;
  const { db } = projected(recorded([...work, granted(ada), another, withdrawn(ada)]));

  it('shows the newest first, all or those in one state, and goes on behind its cursor', () => {
    const ids = (query: Partial<Parameters<typeof bonusPage>[1]>) =>
      bonusPage(db, { limit: 10, ...query }).bonuses.map(({ id }) => id);
    expect(ids({})).toEqual(['bonus-2', 'bonus-1']);
    expect(ids({ run: runId, state: 'withdrawn' })).toEqual(['bonus-1']);
    expect(ids({ task: 'shapes' })).toEqual([]);
    expect(ids({ worker: 'nobody' })).toEqual([]);
    const { cursor } = bonusPage(db, { limit: 1 });
    expect(bonusPage(db, { limit: 1, cursor })).toMatchObject({ bonuses: [{ id: 'bonus-1' }] });
  });

  it('costs what was not withdrawn', () => expect([...bonusCentsByRun(db)]).toEqual([[runId, 50]]));
});
