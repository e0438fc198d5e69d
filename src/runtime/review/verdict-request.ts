import { createHash } from 'node:crypto';
import { assertReason, type ReviewCommand, type UndoVerdictCommand } from '../../actors/review.ts';
import { checkQualification, type Workspace } from '../../actors/workspace.ts';
import type { Decision } from '../../api/shapes.ts';
import { type BonusId, partsOf, QualificationId, UnitId, type VerdictId } from '../../events/ids.ts';
import type { FollowUp, UnitsOfRun } from '../../events/verdict.ts';
import { randomLetters } from '../ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';

/** What a reviewer asks for: a decision on one or many units, and what follows for their workers; amounts are in cents. */
export type VerdictRequest = {
  decision: Decision;
  note?: string;
  message?: string;
  bonus_cents?: number;
  /** Whether the bonus is granted beside others of the same unit. */
  another?: boolean;
  grants?: readonly { qualification: string; value: number }[];
  revokes?: readonly string[];
  /** Why the workers get no more work. */
  block?: string;
  /** Why qualifications are granted or revoked; by default the note. */
  explanation?: string;
};

/** A valid request under the id of its verdict. */
export type Verdict = {
  verdictId: VerdictId;
  decision: Decision;
  by: string;
  note?: string;
  message?: string;
  bonusCents?: number;
  beside?: true;
  follow?: FollowUp;
};

export const newVerdictId = (): VerdictId => `v${randomLetters(20)}` as VerdictId;

/** The id of a verdict's bonus for a unit: always the same, so that no bonus is promised twice. */
const bonusIdOf = (verdictId: VerdictId, unitId: UnitId): BonusId =>
  `b${createHash('sha256').update(`${verdictId}/${unitId}`).digest('hex').slice(0, 32)}` as BonusId;

/** What follows from a verdict, if anything; throws if the request is invalid. */
export function followUpOf(workspace: Workspace, request: VerdictRequest): FollowUp | undefined {
  const { decision, note, bonus_cents, grants = [], revokes = [], block, explanation } = request;
  assertReason(decision, note);
  if (bonus_cents && decision !== 'accepted') throw badShape('bonus_cents: only with an acceptance');
  const named = [...grants.map(({ qualification }) => qualification), ...revokes];
  const twice = named.find((id, place) => named.indexOf(id) !== place);
  if (twice !== undefined) throw badShape(`grants, revokes: ${JSON.stringify(twice)} is named twice`);
  const idOf = (qualification: string, isGrant: boolean): QualificationId => {
    const id = QualificationId.safeParse(qualification).data;
    if (!id) throw refuse('qualification/unknown', { qualification });
    checkQualification(workspace, id, isGrant);
    return id;
  };
  const granted = grants.map(({ qualification, value }) => ({ qualificationId: idOf(qualification, true), value }));
  const revoked = revokes.map((qualification) => idOf(qualification, false));
  if (named.length === 0 && !block) return undefined;
  const reason = explanation || note;
  return { grants: granted, revokes: revoked, ...(block ? { block } : {}), ...(reason ? { explanation: reason } : {}) };
}

const badShape = (reason: string) => refuse('request/bad-shape', { reason });

const verbs = { accepted: 'unit.accept', soft_rejected: 'unit.soft-reject', rejected: 'unit.reject' } as const;

/** The command by which a run decides one unit of a verdict. */
export function commandFor(verdict: Verdict, unitId: UnitId, run: OpenRun): ReviewCommand & { unitId: UnitId } {
  const { verdictId, decision, by, note, message, bonusCents, beside, follow } = verdict;
  const common = { unitId, by, note, message, verdictId, follow };
  if (decision !== 'accepted' || !bonusCents) return { type: verbs[decision], ...common };
  const { currency } = configOf(run);
  const bonus = { bonusId: bonusIdOf(verdictId, unitId), cents: bonusCents, currency, beside };
  return { type: 'unit.accept', ...common, bonus };
}

/** The command by which a run undoes what a verdict did to one unit. */
export const undoCommandFor = (
  verdictId: VerdictId,
  unitId: UnitId,
  note?: string,
): UndoVerdictCommand & { unitId: UnitId } => ({
  type: 'unit.undo-verdict',
  unitId,
  verdictId,
  bonusId: bonusIdOf(verdictId, unitId),
  note,
});

/** Units by run, as facts have them; throws `unit/unknown` for an invalid id. */
export function unitsByRun(units: readonly string[]): UnitsOfRun[] {
  const byRun = new Map<string, UnitsOfRun>();
  for (const unit of units) {
    const unitId = UnitId.safeParse(unit).data;
    if (!unitId) throw refuse('unit/unknown', { unit });
    const { run } = partsOf(unitId);
    const group = byRun.get(run) ?? { run, units: [] };
    byRun.set(run, group);
    group.units.push(unit.slice(run.length + 1));
  }
  return [...byRun.values()];
}

/** The full ids of units by run. */
export const unitIdsOf = (groups: readonly UnitsOfRun[]): UnitId[] =>
  groups.flatMap(({ run, units }) => units.map((unit) => `${run}.${unit}` as UnitId));
