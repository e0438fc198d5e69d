import { afterEach, describe, expect, it } from 'vitest';
import { runAfter } from '../../actors/specify.ts';
import { ada, begun, bob, holder, type Person, sea0, sky0, submitted, took } from '../../events/fixtures.ts';
import type { QualificationId } from '../../events/ids.ts';
import type { RunSettings } from '../../events/task-run.ts';
import { UnitJudged } from '../../events/unit.ts';
import type { OpenRun } from '../open-run.ts';
import { type CountGrants, openCountGrants } from './count-grants.ts';
import type { Judged } from './following.ts';

const id = (name: string) => `${name}-aaaaa` as QualificationId;
const gold = {
  ...{ correctId: id('right'), wrongId: id('wrong'), completedId: id('done'), disqualifiedId: id('out') },
  ...{ maxUnits: 9, min: 0, maxIncorrect: 0 },
};
const judged = (who: Person, unit = sky0) => [
  ...[...took(who, unit), submitted(who, unit)],
  UnitJudged({ ...unit, ...holder(who), purpose: 'gold', correct: true }),
];

const runWith = (state: ReturnType<typeof runAfter>, config = {}) =>
  ({ mailbox: { run: state }, opening: () => ({ config }) }) as unknown as OpenRun;
/** A run in which Ada and Bob each answered a gold unit right. */
const counting = () => runWith(runAfter(...begun({ gold }), ...judged(ada), ...judged(bob, sea0)));
const asking = (requirements: RunSettings['requirements']) => runWith(runAfter(...begun({ requirements })));

describe('the counts of gold units', () => {
  let counts: CountGrants;
  let followed: Judged[][];
  function opened() {
    followed = [];
    counts = openCountGrants({ follow: async (all) => void followed.push([...all]), onFailure: () => undefined });
  }
  afterEach(() => counts.close());

  it('of many workers and runs are granted together, a moment later', async () => {
    opened();
    const [one, other] = [counting(), counting()];
    counts.note(one);
    counts.note(other);
    expect(followed).toEqual([]);
    await counts.settled();
    const unitIds = [sky0.unitId, sea0.unitId];
    expect(followed[0]).toEqual([
      { run: one, unitIds },
      { run: other, unitIds },
    ]);
  });

  it.each([
    ['requirements that name one', asking([{ qualificationId: gold.completedId, name: 'done', comparator: 'Exists' }])],
    ['code', runWith(runAfter(...begun()), { code: 'task.js' })],
  ])('are waited for by an arrival in a run with %s', async (_, run) => {
    opened();
    const of = counting();
    expect(counts.waitFor(run, ada.workerId)).toBe(false);
    counts.note(of);
    expect(counts.waitFor(run, ada.workerId)).toBe(true);
    await counts.grantFor(run, ada.workerId);
    expect(followed).toEqual([[{ run: of, unitIds: [sky0.unitId] }]]);
  });

  it('are waited for also after a wrong answer', () => {
    opened();
    const wrong = UnitJudged({ ...sky0, ...holder(ada), purpose: 'gold', correct: false });
    const of = runWith(runAfter(...begun({ gold }), ...took(ada, sky0), submitted(ada, sky0), wrong));
    counts.note(of);
    const run = asking([{ qualificationId: gold.wrongId, name: 'wrong', comparator: 'EqualTo', value: 0 }]);
    expect(counts.waitFor(run, ada.workerId)).toBe(true);
    expect(counts.waitFor(run, bob.workerId)).toBe(false);
  });

  it('are not waited for where nothing asks for them', async () => {
    opened();
    const of = counting();
    counts.note(of);
    const run = asking([{ qualificationId: id('other'), name: 'other', comparator: 'Exists' }]);
    expect(counts.waitFor(run, ada.workerId)).toBe(false);
    await counts.grantFor(run, ada.workerId);
    expect(followed).toEqual([]);
  });
});
