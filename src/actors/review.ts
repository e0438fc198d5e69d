import type { BonusId, VerdictId } from '../events/ids.ts';
import {
  UnitAccepted,
  UnitBonusWithdrawn,
  type UnitFact,
  UnitRejected,
  UnitReviewUndone,
  UnitSecondOpinionAsked,
  UnitSoftRejected,
} from '../events/unit.ts';
import type { FollowUp } from '../events/verdict.ts';
import { assertOnlyBonus, type Bonuses, type BonusGrant, granted } from './bonus.ts';
import type { BudgetNow } from './caps.ts';
import { type FollowUps, followKey } from './follow-up.ts';
import { present } from './present.ts';
import { refuse } from './refusals.ts';
import {
  decide as decideSupplement,
  type SupplementCommand,
  supplemented,
  supplementOf,
  undone,
} from './supplement.ts';
import { type IdentifiedUnit, statusOf, submittedWork, type Unit } from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** A decision that may be one of many under one verdict id, and what follows from it for the worker. */
type OfVerdict = { message?: string; verdictId?: VerdictId; follow?: FollowUp };

/** What a reviewer decides; `by` is who they are, as facts name them. The note stays among reviewers. */
export type ReviewCommand = { by: string; note?: string } & (
  | ({ type: 'unit.accept'; bonus?: BonusGrant; budget?: BudgetNow } & OfVerdict)
  | ({ type: 'unit.soft-reject' | 'unit.reject' } & OfVerdict)
  | { type: 'unit.undo-review' }
  | { type: 'unit.ask-second-opinion' }
);
/** The same, or what is added to a decision or taken back from it. */
export type AnyReviewCommand = ReviewCommand | SupplementCommand;
type Verdict = Extract<ReviewCommand, { message?: string }>;

/** Undoes what a verdict decided on the unit, and withdraws its bonus if that is not paid, or once it turns out that it is not. */
export type UndoVerdictCommand = { type: 'unit.undo-verdict'; verdictId: VerdictId; bonusId: BonusId; note?: string };

const verdicts = {
  'unit.accept': { fact: UnitAccepted, state: 'accepted' },
  'unit.soft-reject': { fact: UnitSoftRejected, state: 'soft_rejected' },
  'unit.reject': { fact: UnitRejected, state: 'rejected' },
} as const;

/** What the run knows beside its units. */
type ReviewContext = { followUps: FollowUps; bonuses: Bonuses };

/** Returns an empty list when nothing changes; throws `unit/already-reviewed` if somebody else decided, or the decision was another. */
export function decide(command: AnyReviewCommand, named: IdentifiedUnit, context: ReviewContext): UnitFact[] {
  const work = submittedWork(named);
  const { note } = command;
  const { unitId, unit } = named;
  switch (command.type) {
    case 'unit.undo-review': {
      // A question for a second opinion can be undone as well.
      const isAsked = unit.context.secondOpinion !== undefined;
      if (unit.matches('completed') && !isAsked) throw refuse('unit/not-reviewed', { unit: unitId });
      return [UnitReviewUndone({ ...work, ...present({ note, verdictId: unit.context.verdictId }) })];
    }
    case 'unit.ask-second-opinion':
      if (!unit.matches('completed')) throw alreadyReviewed(named);
      if (hasAskedSecondOpinion(command, named, note)) return [];
      return [UnitSecondOpinionAsked({ ...work, ...present({ note }) })];
    case 'unit.supplement':
    case 'unit.undo-supplement':
      return decideSupplement(command, named, context);
    default:
      return decideVerdict(command, named, context);
  }
}

function decideVerdict(verdict: Verdict, named: IdentifiedUnit, context: ReviewContext): UnitFact[] {
  const { followUps } = context;
  const { unit, unitId } = named;
  const { fact, state } = verdicts[verdict.type];
  const { verdictId, note, message } = verdict;
  const work = submittedWork(named);
  // It was decided before a crash, and perhaps undone since: neither is repeated.
  if (verdictId && hasHeard(unit, verdictId)) return [];
  if (!unit.matches('completed')) {
    const isMine = unit.context.reviewer === verdict.by;
    // The same decision again only adds what it says for the first time.
    if (isMine && unit.matches(state)) return supplemented(verdict, named, context);
    // Two reviewers may decide at once: the second must see the first decision, and undo it, before deciding.
    const isAfterAll = isMine && unit.matches('rejected') && verdict.type === 'unit.accept';
    if (!isAfterAll) throw alreadyReviewed(named);
  }
  if (hasAskedSecondOpinion(verdict, named)) throw refuse('review/second-opinion', { unit: unitId });
  // The follow-up is recorded once for the worker, with the first of their units in this run.
  const isRecorded = verdictId && followUps.known.has(followKey(verdictId, work.workerId));
  const follow = isRecorded ? undefined : verdict.follow;
  const decided = fact({ ...work, ...present({ note, message, verdictId, follow }) });
  if (verdict.type !== 'unit.accept' || !verdict.bonus) return [decided];
  assertOnlyBonus(context.bonuses, named, verdict.bonus);
  return [decided, granted(verdict.bonus, work)];
}

/** Whether the verdict is known here, as a decision or a supplement, or as one that holds no longer. */
export function hasHeard(unit: Unit, verdictId: VerdictId): boolean {
  const { verdictId: present, former = [] } = unit.context;
  return present === verdictId || former.includes(verdictId) || supplementOf(unit, verdictId) !== undefined;
}

/** Throws `review/no-reason` for a decision against the work without a note that says why; for requests, not for what is recorded. */
export function assertReason(decision: 'accepted' | 'soft_rejected' | 'rejected', note: string | undefined): void {
  if (decision !== 'accepted' && !note?.trim()) throw refuse('review/no-reason', { decision });
}

/** Undoes what one verdict did to the unit; a later decision stays. */
export function undoVerdict(command: UndoVerdictCommand, named: IdentifiedUnit, bonuses: Bonuses): UnitFact[] {
  const { verdictId, bonusId, note } = command;
  const { unit, unitId } = named;
  const work = submittedWork(named);
  const isPresent = unit.context.verdictId === verdictId;
  const supplement = isPresent ? undefined : supplementOf(unit, verdictId);
  const isUndone = hasUndone(unit, verdictId);
  const bonus = bonuses.get(bonusId)?.state;
  const isPromised = bonus === 'intended';
  if (!isPresent && !supplement && !isUndone && !isPromised) {
    if (unit.matches('completed')) throw refuse('unit/not-reviewed', { unit: unitId });
    throw refuse('verdict/superseded', {
      unit: unitId,
      status: statusOf(unit),
      by: unit.context.reviewer ?? 'unknown',
    });
  }
  const common = { ...work, ...present({ note }) };
  const paid = present({ paidBonusId: bonus === 'paid' ? bonusId : undefined });
  return [
    ...(isPresent ? [UnitReviewUndone({ ...common, verdictId, ...paid })] : []),
    ...(supplement ? [undone(supplement, named, { note, ...paid })] : []),
    ...(isPromised ? [UnitBonusWithdrawn({ ...common, bonusId })] : []),
  ];
}

/** Whether what the verdict did to the unit was taken back, and nothing else was decided on it since. */
export const hasUndone = (unit: Unit, verdictId: VerdictId): boolean =>
  (unit.matches('completed') && unit.context.undone === verdictId) ||
  (unit.context.undoneSupplements?.includes(verdictId) ?? false);

/** Whether this reviewer has asked, with this note if one is given. */
const hasAskedSecondOpinion = ({ by }: { by: string }, { unit }: IdentifiedUnit, note?: string): boolean =>
  unit.context.secondOpinion?.some((asked) => asked.by === by && (!note || asked.note === note)) ?? false;

const alreadyReviewed = ({ unitId, unit }: IdentifiedUnit) =>
  refuse('unit/already-reviewed', { unit: unitId, status: statusOf(unit), by: unit.context.reviewer ?? 'unknown' });
