import type { BonusId, UnitId, VerdictId } from '../events/ids.ts';
import { type UnitFact, UnitReviewSupplemented, UnitSupplementUndone } from '../events/unit.ts';
import type { FollowUp } from '../events/verdict.ts';
import { assertOnlyBonus, type Bonuses, type BonusGrant, granted, hasBonus } from './bonus.ts';
import { type FollowUps, followKey } from './follow-up.ts';
import { present } from './present.ts';
import { refuse } from './refusals.ts';
import type { Supplement } from './supplements.ts';
import { type IdentifiedUnit, statusOf, submittedWork, type Unit } from './unit.ts';

/** What may be said with a decision, at once or later. */
export type Remarks = { note?: string; message?: string; verdictId?: VerdictId; follow?: FollowUp; bonus?: BonusGrant };

/** Adds to a decision that is there, or takes the last that was added back; for what was lost, since a reviewer says the decision again. */
export type SupplementCommand =
  | ({ type: 'unit.supplement'; unitId: UnitId; by: string } & Omit<Remarks, 'bonus' | 'follow'>)
  | { type: 'unit.undo-supplement'; unitId: UnitId; note?: string };

type Context = { followUps: FollowUps; bonuses: Bonuses };
type Decided = 'accepted' | 'soft_rejected' | 'rejected';

/** Decides on what is added to a decision, or taken back from it; throws `unit/not-reviewed` without a decision. */
export function decide(command: SupplementCommand, named: IdentifiedUnit, context: Context): UnitFact[] {
  const { unit, unitId } = named;
  if (!decisionOf(unit)) throw refuse('unit/not-reviewed', { unit: unitId });
  if (command.type === 'unit.supplement') return supplemented(command, named, context);
  const last = unit.context.supplements?.at(-1);
  return last ? [undone(last, named, { note: command.note })] : [];
}

/** What is new of the remarks to a decision, as facts; none if all of it was said before. */
export function supplemented(remarks: Remarks, named: IdentifiedUnit, { followUps, bonuses }: Context): UnitFact[] {
  const decision = decisionOf(named.unit);
  if (!decision) return [];
  const work = submittedWork(named);
  const { verdictId, bonus } = remarks;
  const said = saidOf(named.unit);
  const isNew = (field: 'note' | 'message') => !said.some((before) => before[field] === remarks[field]);
  const added = present({
    note: isNew('note') && remarks.note,
    message: isNew('message') && remarks.message,
    follow: isFollowed(remarks, named, followUps) ? undefined : remarks.follow,
  });
  const isPaid = bonus && !(bonuses.has(bonus.bonusId) || (!bonus.beside && hasBonus(bonuses, named, bonus)));
  if (isPaid) assertOnlyBonus(bonuses, named, bonus);
  if (Object.keys(added).length === 0 && !isPaid) return [];
  const fact = UnitReviewSupplemented({ ...work, decision, ...added, ...present({ verdictId }) });
  return isPaid ? [fact, granted(bonus, work)] : [fact];
}

/** The fact that a supplement was taken back: what was said before it holds again. */
export function undone(
  supplement: Supplement,
  named: IdentifiedUnit,
  { note, ...paid }: { note?: string; paidBonusId?: BonusId },
): UnitFact {
  const rest = saidOf(named.unit).filter((one) => one !== supplement);
  const last = (field: 'note' | 'message') => rest.findLast((one) => one[field])?.[field];
  const left = present({ note: last('note'), message: last('message') });
  const { verdictId } = supplement;
  return UnitSupplementUndone({ ...submittedWork(named), ...present({ note, verdictId }), ...paid, left });
}

/** The supplement of this verdict, if the decision has one. */
export const supplementOf = ({ context }: Unit, verdictId: VerdictId): Supplement | undefined =>
  context.supplements?.find((one) => one.verdictId === verdictId);

/** What was said with a decision and since, in order. */
const saidOf = ({ context: { note, message, verdictId, supplements = [] } }: Unit): readonly Supplement[] => [
  { verdictId, note, message },
  ...supplements,
];

function decisionOf(unit: Unit): Decided | undefined {
  const isReviewed = unit.matches('accepted') || unit.matches('soft_rejected') || unit.matches('rejected');
  return isReviewed ? (statusOf(unit) as Decided) : undefined;
}

/** Whether the same follow-up goes with the decision or a supplement of it. */
function isFollowed({ follow }: Remarks, { unit }: IdentifiedUnit, { known }: FollowUps): boolean {
  const { workerId } = unit.context;
  if (!follow) return true;
  return saidOf(unit).some(({ verdictId }) => {
    const before = verdictId && workerId ? known.get(followKey(verdictId, workerId)) : undefined;
    return before !== undefined && textOf(before.follow) === textOf(follow);
  });
}

const textOf = ({ grants, revokes, block, explanation }: FollowUp): string =>
  JSON.stringify([grants.map(({ qualificationId, value }) => [qualificationId, value]), revokes, block, explanation]);
