import type { AssignmentId, UnitId } from '../events/ids.ts';
import { type UnitFact, UnitJudged, UnitJudgementFollowed, type UnitPurpose } from '../events/unit.ts';
import type { Todo } from './actor.ts';
import { type Judgement, purposeOf, type SpecialUnits } from './special-units.ts';
import type { Holder, IdentifiedUnit } from './unit.ts';

// ── Commands ─────────────────────────────────────────────────────────────────

/** Records how a unit was judged, or that what follows was carried out. */
export type JudgementCommand = { unitId: UnitId } & (
  | { type: 'unit.judge'; correct?: boolean | null; disqualifies?: boolean; asked?: Asked[] }
  | { type: 'unit.note-judgement-followed' }
);
type Asked = NonNullable<Judgement['asked']>[number];

/** Returns an empty list for what is judged or followed already. */
export function decide(
  command: JudgementCommand,
  { unitId, assignmentId, unit }: IdentifiedUnit,
  special: SpecialUnits,
) {
  if (command.type === 'unit.note-judgement-followed') {
    const { workerId } = special.unfollowed.get(unitId) ?? {};
    return workerId ? [UnitJudgementFollowed({ unitId, assignmentId, workerId })] : [];
  }
  const { agentId, workerId } = unit.context;
  if (!special.unjudged.has(unitId) || !agentId || !workerId) return [];
  return [judged({ unitId, assignmentId, agentId, workerId }, purposeOf(special, unitId), command)];
}

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

/** A submitted unit waits to be judged, a judgement for what follows from it. */
export const todo = ({ unjudged, unfollowed }: SpecialUnits): Todo[] => [
  ...[...unjudged.keys()].map((key) => ({ do: 'judge-unit', key })),
  ...[...unfollowed.keys()].map((key) => ({ do: 'follow-judgement', key })),
];
