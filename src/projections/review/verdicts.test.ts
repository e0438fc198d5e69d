import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  ada,
  assigned,
  bob,
  opened,
  rejected,
  runId,
  sky0,
  sky1,
  skyCreated,
  submitted,
  supplemented,
  supplementUndone,
  undone,
} from '../../events/fixtures.ts';
import type { VerdictId } from '../../events/ids.ts';
import { VerdictBegun, VerdictCompleted } from '../../events/verdict.ts';
import { projected, recorded } from '../specify.ts';
import { verdictPage } from './verdicts.ts';

const [first, second] = ['v-first', 'v-second'] as VerdictId[] as [VerdictId, VerdictId];
const units = [{ run: runId, units: [sky0, sky1].map(({ unitId }) => unitId.slice(runId.length + 1)) }];
const begun = (verdictId: VerdictId) => VerdictBegun({ verdictId, decision: 'accepted', units });
const completed = (verdictId: VerdictId, reviewed: number) =>
  VerdictCompleted({ verdictId, reviewed, refused: 0, firstRefused: [] });

describe('the verdicts in force', () => {
  const work = [opened(), skyCreated, assigned(ada), submitted(ada), assigned(bob, sky1), submitted(bob, sky1)];
  const onBoth = [
    begun(first),
    accepted(ada, sky0, { verdictId: first }),
    accepted(bob, sky1, { verdictId: first }),
    completed(first, 2),
  ];
  const inForce = (...facts: AnyNewFact[]) => idsIn(projected(recorded([...work, ...facts])).db);
  function idsIn(db: Parameters<typeof verdictPage>[0]) {
    const ids = verdictPage(db, { inForce: true, limit: 10 }).verdicts.map(({ id }) => id);
    const all = verdictPage(db, { limit: 10 }).verdicts;
    expect(all.filter(({ in_force: isInForce }) => isInForce).map(({ id }) => id)).toEqual(ids);
    expect(all.every(({ in_force: isInForce }) => typeof isInForce === 'boolean')).toBe(true);
    return ids;
  }

  it('are not those that decided nothing', () =>
    expect(inForce(...onBoth, begun(second), completed(second, 2))).toEqual([first]));

  it('are those of which one unit is left', () => {
    const undoneFirst = undone(ada, sky0, { verdictId: first });
    expect(inForce(...onBoth, undoneFirst)).toEqual([first]);
    expect(inForce(...onBoth, undoneFirst, undone(bob, sky1, { verdictId: first }))).toEqual([]);
  });

  it('are not those whose rejection became an acceptance', () =>
    expect(inForce(rejected(ada, sky0, { verdictId: first }), accepted(ada, sky0, { verdictId: second }))).toEqual([
      second,
    ]));

  it('are those that added to a decision, until that is taken back', () => {
    const both = [
      accepted(ada, sky0, { verdictId: first }),
      supplemented(ada, sky0, { decision: 'accepted', note: 'Good.', verdictId: second }),
    ];
    expect(inForce(...both)).toEqual([second, first]);
    expect(inForce(...both, supplementUndone(ada, sky0, { verdictId: second, left: {} }))).toEqual([first]);
    expect(inForce(...both, undone(ada, sky0, { verdictId: first }))).toEqual([]);
    const { verdicts } = verdictPage(projected(recorded([...work, ...both])).db, { limit: 10 });
    expect(verdicts.map(({ added, unit }) => [added, unit])).toEqual([
      [1, sky0.unitId],
      [0, sky0.unitId],
    ]);
  });
});
