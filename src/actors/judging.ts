import { type AssignmentId, assignmentIdOf, partsOf, type UnitId } from '../events/ids.ts';
import { type UnitFact, UnitJudged, UnitJudgementFollowed, type UnitPurpose } from '../events/unit.ts';
import type { Todo } from './actor.ts';
import { type Judgement, purposeOf, type SpecialUnits } from './special-units.ts';
import type { Holder, IdentifiedUnit } from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** Records how a unit was judged, or that what follows was carried out, which is done for many at once. */
export type JudgementCommand =
  | ({ type: 'unit.judge'; unitId: UnitId; asked?: Asked[] } & Outcome)
  | { type: 'units.note-judgements-followed'; unitIds: readonly UnitId[] };
type Asked = NonNullable<Judgement['asked']>[number];

/** How a unit was judged; an empty list if it is judged already. */
export function judge(
  command: Extract<JudgementCommand, { type: 'unit.judge' }>,
  { unitId, assignmentId, unit }: IdentifiedUnit,
  special: SpecialUnits,
): UnitFact[] {
  const { agentId, workerId } = unit.context;
  if (!special.unjudged.has(unitId) || !agentId || !workerId) return [];
  return [judged({ unitId, assignmentId, agentId, workerId }, purposeOf(special, unitId), command)];
}

/** What follows from these judgements was carried out; nothing for those that were followed already. */
export const followed = (unitIds: readonly UnitId[], { unfollowed }: SpecialUnits): UnitFact[] =>
  [...new Set(unitIds)].flatMap((unitId) => {
    const { workerId } = unfollowed.get(unitId) ?? {};
    const { run, index } = partsOf(unitId);
    return workerId ? [UnitJudgementFollowed({ unitId, assignmentId: assignmentIdOf(run, index), workerId })] : [];
  });

/** How a unit was answered: null decides nothing; `disqualifies` is for gold units. */
export type Outcome = { correct?: boolean | null; disqualifies?: boolean };

/** The fact that a unit of this purpose was judged. */
export function judged(
  work: Holder & { unitId: UnitId; assignmentId: AssignmentId },
  purpose: UnitPurpose | undefined,
  { correct, disqualifies, asked }: Outcome & { asked?: Asked[] },
): UnitFact {
  return UnitJudged({
    ...work,
    ...(purpose ? { purpose, correct: correct ?? null } : {}),
    ...(purpose === 'gold' && disqualifies ? { disqualifies } : {}),
    ...(asked?.length ? { asked } : {}),
  });
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/**
 * Whether only counts follow from a judgement. The run has them, too, so nothing that it decides waits for them. Wrong answers of two runs
 * can be too many together.
 */
export const leadsToCountsOnly = ({ purpose, correct, asked }: Judgement): boolean =>
  purpose === 'gold' && correct === true && !asked?.length;

/** A submitted unit waits to be judged, a judgement for what follows from it. */
export const todo = ({ unjudged, unfollowed }: SpecialUnits): Todo[] => [
  ...[...unjudged.keys()].map((key) => ({ do: 'judge-unit', key })),
  ...[...unfollowed.keys()].map((key) => ({ do: 'follow-judgement', key })),
];
