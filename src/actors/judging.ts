import type { UnitId } from '../events/ids.ts';
import { UnitJudged, UnitJudgementFollowed } from '../events/unit.ts';
import type { Todo } from './actor.ts';
import { type Judgement, purposeOf, type SpecialUnits } from './special-units.ts';
import type { IdentifiedUnit } from './unit.ts';

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
  const purpose = purposeOf(special, unitId);
  const { correct, disqualifies, asked } = command;
  return [
    UnitJudged({
      ...{ unitId, assignmentId, agentId, workerId },
      ...(purpose ? { purpose, correct: correct ?? null } : {}),
      ...(purpose === 'gold' && disqualifies ? { disqualifies } : {}),
      ...(asked?.length ? { asked } : {}),
    }),
  ];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** A submitted unit waits to be judged, a judgement for what follows from it. */
export const todo = ({ unjudged, unfollowed }: SpecialUnits): Todo[] => [
  ...[...unjudged.keys()].map((key) => ({ do: 'judge-unit', key })),
  ...[...unfollowed.keys()].map((key) => ({ do: 'follow-judgement', key })),
];
