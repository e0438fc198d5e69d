import {
  UnitAccepted,
  type UnitFact,
  UnitRejected,
  UnitReviewUndone,
  UnitSecondOpinionAsked,
  UnitSoftRejected,
} from '../events/unit.ts';
import { type BonusGrant, granted } from './bonus.ts';
import { refuse } from './refusals.ts';
import { type IdentifiedUnit, statusOf, submittedWork } from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** What a reviewer decides; `by` is who they are, as facts name them. The note stays among reviewers. */
export type ReviewCommand = { by: string; note?: string } & (
  | { type: 'unit.accept'; message?: string; bonus?: BonusGrant }
  | { type: 'unit.soft-reject' | 'unit.reject'; message?: string }
  | { type: 'unit.undo-review' }
  | { type: 'unit.ask-second-opinion' }
);
type Verdict = Extract<ReviewCommand, { message?: string }>;

const verdicts = {
  'unit.accept': { states: UnitAccepted, state: 'accepted' },
  'unit.soft-reject': { states: UnitSoftRejected, state: 'soft_rejected' },
  'unit.reject': { states: UnitRejected, state: 'rejected' },
} as const;

export function decide(command: ReviewCommand, named: IdentifiedUnit): UnitFact[] {
  const work = submittedWork(named);
  const said = command.note ? { note: command.note } : {};
  const { unitId, unit } = named;
  switch (command.type) {
    case 'unit.undo-review': {
      // The reviewer who asked others to decide may take that back as well.
      const isAsked = unit.context.secondOpinion !== undefined;
      if (unit.matches('completed') && !isAsked) throw refuse('unit/not-reviewed', { unit: unitId });
      return [UnitReviewUndone({ ...work, ...said })];
    }
    case 'unit.ask-second-opinion':
      if (!unit.matches('completed')) throw alreadyReviewed(named);
      if (hasAskedSecondOpinion(command, named)) return [];
      return [UnitSecondOpinionAsked({ ...work, ...said })];
    default:
      return rule(command, named);
  }
}

function rule(verdict: Verdict, named: IdentifiedUnit): UnitFact[] {
  const { unit, unitId } = named;
  const { states, state } = verdicts[verdict.type];
  const work = submittedWork(named);
  if (!unit.matches('completed')) {
    const isMine = unit.context.reviewer === verdict.by;
    if (isMine && unit.matches(state)) return [];
    // Nobody overrides what another decided without having seen it: that is undone first.
    const isAfterAll = isMine && unit.matches('rejected') && verdict.type === 'unit.accept';
    if (!isAfterAll) throw alreadyReviewed(named);
  }
  if (hasAskedSecondOpinion(verdict, named)) throw refuse('review/second-opinion', { unit: unitId });
  const { note, message } = verdict;
  const ruling = states({ ...work, ...(note ? { note } : {}), ...(message ? { message } : {}) });
  return verdict.type === 'unit.accept' && verdict.bonus ? [ruling, granted(verdict.bonus, work)] : [ruling];
}

const hasAskedSecondOpinion = ({ by }: { by: string }, { unit }: IdentifiedUnit) =>
  unit.context.secondOpinion?.includes(by) ?? false;

const alreadyReviewed = ({ unitId, unit }: IdentifiedUnit) =>
  refuse('unit/already-reviewed', { unit: unitId, status: statusOf(unit), by: unit.context.reviewer ?? 'unknown' });
