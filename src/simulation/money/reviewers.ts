import { unitOf } from '../../actors/run.ts';
import type { UnitId } from '../../events/ids.ts';
import { type Life, unlessRefused } from './life.ts';
import type { World } from './world.ts';

/** Units that were handed in, decided or not. */
function handedIn(life: Life): { unitId: UnitId; isDecided: boolean }[] {
  return life.runs.flatMap(({ mailbox: { run } }) =>
    [...run.units.entries()].flatMap(([id]) => {
      const unit = unitOf(run, id as UnitId)?.unit;
      const state = unit?.value as string;
      const isDecided = state === 'accepted' || state === 'soft_rejected' || state === 'rejected';
      return isDecided || state === 'completed' ? [{ unitId: id as UnitId, isDecided }] : [];
    }),
  );
}

/** A reviewer decides, adds a bonus, or takes back what was decided or promised. */
export async function reviews(world: World, life: Life): Promise<void> {
  const { chance, verdicts } = world;
  const { review } = life;
  const all = handedIn(life);
  const undecided = all.filter(({ isDecided }) => !isDecided);
  const by = chance.is(0.5) ? 'reviewer:anna' : 'reviewer:ben';
  const what = chance.weighed([
    [10, 'decide'],
    [2, 'many'],
    [1, 'undo'],
    [1, 'undo verdict'],
    [2, 'bonus'],
    [1, 'withdraw bonus'],
  ] as const);
  const { unitId } = chance.one(what === 'decide' && undecided.length > 0 ? undecided : all) ?? {};
  if (!unitId) return;
  const decision = chance.weighed([
    [6, 'accepted'],
    [2, 'soft_rejected'],
    [3, 'rejected'],
  ] as const);
  const bonus = decision === 'accepted' && chance.is(0.4) ? { bonus_cents: chance.between(1, 90) } : {};
  const request = { decision, note: 'As I see it.', ...bonus };
  world.tell(`${by}: ${what} ${unitId} ${what === 'decide' || what === 'many' ? JSON.stringify(request) : ''}`);
  await unlessRefused(async () => {
    switch (what) {
      case 'decide': {
        const { verdict } = await review.decide(unitId, request, by);
        if (verdict) verdicts.set(verdict, unitId);
        return;
      }
      case 'many': {
        const some = undecided.slice(0, 4).map((one) => one.unitId);
        const { verdict } = await review.decideMany(some.length > 0 ? some : [unitId], request, by);
        if (verdict && some.length === 1) verdicts.set(verdict, some[0] as string);
        return;
      }
      case 'undo':
        return review.undo(unitId, undefined, by);
      case 'undo verdict': {
        const verdict = chance.one([...verdicts.keys()]);
        return verdict && review.undoVerdict(verdict, undefined, by);
      }
      case 'bonus':
        return review.grantBonus(unitId, { cents: chance.between(1, 120), reason: 'Well done.', another: true }, by);
      case 'withdraw bonus': {
        const open = life.runs.flatMap(({ mailbox: { run } }) =>
          [...run.bonuses].filter(([, { state }]) => state === 'intended').map(([id]) => id),
        );
        const bonusId = chance.one(open);
        return bonusId && review.settleBonus(bonusId, 'withdraw', 'No.', by);
      }
    }
  });
}
