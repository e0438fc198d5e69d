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
import { type Bonuses, type BonusGrant, granted, hasBonus } from './bonus.ts';
import { type FollowUps, followKey } from './follow-up.ts';
import { refuse } from './refusals.ts';
import { type IdentifiedUnit, statusOf, submittedWork } from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** A decision that may be one of many under one verdict id, and what follows from it for the worker. */
type OfVerdict = { message?: string; verdictId?: VerdictId; follow?: FollowUp };

/** What a reviewer decides; `by` is who they are, as facts name them. The note stays among reviewers. */
export type ReviewCommand = { by: string; note?: string } & (
  | ({ type: 'unit.accept'; bonus?: BonusGrant } & OfVerdict)
  | ({ type: 'unit.soft-reject' | 'unit.reject' } & OfVerdict)
  | { type: 'unit.undo-review' }
  | { type: 'unit.ask-second-opinion' }
);
type Verdict = Extract<ReviewCommand, { message?: string }>;

/** Undoes what a verdict decided on the unit, and withdraws its bonus if that is not paid. */
export type UndoVerdictCommand = { type: 'unit.undo-verdict'; verdictId: VerdictId; bonusId: BonusId; note?: string };

const verdicts = {
  'unit.accept': { fact: UnitAccepted, state: 'accepted' },
  'unit.soft-reject': { fact: UnitSoftRejected, state: 'soft_rejected' },
  'unit.reject': { fact: UnitRejected, state: 'rejected' },
} as const;

/** What the run knows beside its units. */
type ReviewContext = { followUps: FollowUps; bonuses: Bonuses };

/** Returns an empty list when nothing changes; throws `unit/already-reviewed` if somebody else decided. */
export function decide(command: ReviewCommand, named: IdentifiedUnit, context: ReviewContext): UnitFact[] {
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
  if (verdictId && (unit.context.verdictId === verdictId || unit.context.undone === verdictId)) return [];
  if (!unit.matches('completed')) {
    const isMine = unit.context.reviewer === verdict.by;
    if (isMine && unit.matches(state) && addsNothing(verdict, named, context)) return [];
    // Two reviewers may decide at once: the second must see the first decision, and undo it, before deciding.
    const isAfterAll = isMine && unit.matches('rejected') && verdict.type === 'unit.accept';
    if (!isAfterAll) throw alreadyReviewed(named);
  }
  if (hasAskedSecondOpinion(verdict, named)) throw refuse('review/second-opinion', { unit: unitId });
  // The follow-up is recorded once for the worker, with the first of their units in this run.
  const isRecorded = verdictId && followUps.known.has(followKey(verdictId, work.workerId));
  const follow = isRecorded ? undefined : verdict.follow;
  const decided = fact({ ...work, ...present({ note, message, verdictId, follow }) });
  return verdict.type === 'unit.accept' && verdict.bonus ? [decided, granted(verdict.bonus, work)] : [decided];
}

/** Undoes what one verdict did to the unit; a later decision stays. */
export function undoVerdict(command: UndoVerdictCommand, named: IdentifiedUnit, bonuses: Bonuses): UnitFact[] {
  const { verdictId, bonusId, note } = command;
  const { unit, unitId } = named;
  const work = submittedWork(named);
  const isPresent = unit.context.verdictId === verdictId;
  const isUndone = unit.matches('completed') && unit.context.undone === verdictId;
  const isPromised = bonuses.get(bonusId)?.state === 'intended';
  if (!isPresent && !isUndone && !isPromised) {
    if (unit.matches('completed')) throw refuse('unit/not-reviewed', { unit: unitId });
    throw refuse('verdict/superseded', {
      unit: unitId,
      status: statusOf(unit),
      by: unit.context.reviewer ?? 'unknown',
    });
  }
  const common = { ...work, ...present({ note }) };
  return [
    ...(isPresent ? [UnitReviewUndone({ ...common, verdictId })] : []),
    ...(isPromised ? [UnitBonusWithdrawn({ ...common, bonusId })] : []),
  ];
}

/** The same decision again changes nothing, unless it has a note, message, bonus or follow-up that is not recorded yet and would be lost. */
function addsNothing(verdict: Verdict, named: IdentifiedUnit, { followUps, bonuses }: ReviewContext): boolean {
  const { note, message } = verdict;
  const { unitId, unit } = named;
  const isKnown = (text: string | undefined, before: string | undefined) => !text || text === before;
  const bonus = verdict.type === 'unit.accept' ? verdict.bonus : undefined;
  return (
    isKnown(note, unit.context.note) &&
    isKnown(message, unit.context.message) &&
    (!bonus || hasBonus(bonuses, unitId, bonus)) &&
    hasSameFollowUp(verdict, named, followUps)
  );
}

function hasSameFollowUp({ follow }: Verdict, { unit }: IdentifiedUnit, { known }: FollowUps): boolean {
  const { verdictId, workerId } = unit.context;
  if (!follow) return true;
  const before = verdictId && workerId ? known.get(followKey(verdictId, workerId)) : undefined;
  return before !== undefined && textOf(before.follow) === textOf(follow);
}

const textOf = ({ grants, revokes, block, explanation }: FollowUp): string =>
  JSON.stringify([grants.map(({ qualificationId, value }) => [qualificationId, value]), revokes, block, explanation]);

/** Only the fields that are set and not empty. */
const present = <Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Partial<Fields>;

/** Whether this reviewer has asked, with this note if one is given. */
const hasAskedSecondOpinion = ({ by }: { by: string }, { unit }: IdentifiedUnit, note?: string): boolean =>
  unit.context.secondOpinion?.some((asked) => asked.by === by && (!note || asked.note === note)) ?? false;

const alreadyReviewed = ({ unitId, unit }: IdentifiedUnit) =>
  refuse('unit/already-reviewed', { unit: unitId, status: statusOf(unit), by: unit.context.reviewer ?? 'unknown' });
