import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  bob,
  opened,
  runId,
  sky0,
  sky1,
  skyCreated,
  submitted,
  undone,
} from '../../events/fixtures.ts';
import type { VerdictId } from '../../events/ids.ts';
import { VerdictBegun, VerdictCompleted } from '../../events/verdict.ts';
import { projected, recorded } from '../specify.ts';
import { withDecidedUnits } from './decided-units.ts';
import { verdictPage } from './verdicts.ts';

const [one, many] = ['v-one', 'v-many'] as VerdictId[] as [VerdictId, VerdictId];
const places = [sky0, sky1].map(({ unitId }) => unitId.slice(runId.length + 1));
const work = [opened(), skyCreated, assigned(ada), submitted(ada), assigned(bob, sky1), submitted(bob, sky1)];

function decidedBy(...facts: Parameters<typeof recorded>[0]) {
  const { db } = projected(recorded([...work, ...facts]));
  return withDecidedUnits(db, verdictPage(db, { limit: 10 }).verdicts).map(({ id, decided }) => [
    id,
    decided.map(({ unit, worker, words }) => [unit, worker, words.map(({ answer }) => answer)]),
  ]);
}

describe('the units of a verdict', () => {
  const answerOf = (who: typeof ada) => Object.values(submitted(who).data.answer as object);

  it('are its unit with worker and answer, also once it was undone', () => {
    const expected = [['v-one', [[sky0.unitId, ada.workerId, answerOf(ada)]]]];
    expect(decidedBy(accepted(ada, sky0, { verdictId: one }))).toEqual(expected);
    expect(decidedBy(accepted(ada, sky0, { verdictId: one }), undone(ada, sky0, { verdictId: one }))).toEqual(expected);
  });

  it('are of one on many those that it still decides', () => {
    const onBoth = [
      VerdictBegun({ verdictId: many, decision: 'accepted', units: [{ run: runId, units: places }] }),
      accepted(ada, sky0, { verdictId: many }),
      accepted(bob, sky1, { verdictId: many }),
      VerdictCompleted({ verdictId: many, reviewed: 2, refused: 0, firstRefused: [] }),
    ];
    const unitsOf = (found: ReturnType<typeof decidedBy>) =>
      found.flatMap(([, units]) => (units as unknown[][]).map(([unit]) => unit));
    expect(unitsOf(decidedBy(...onBoth))).toEqual([sky0.unitId, sky1.unitId]);
    expect(unitsOf(decidedBy(...onBoth, undone(ada, sky0, { verdictId: many })))).toEqual([sky1.unitId]);
  });
});
