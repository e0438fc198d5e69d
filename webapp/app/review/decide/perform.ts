import { acceptUnit, rejectUnit, reviewMany, softRejectUnit } from '../../../../src/api/review.ts';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { banWorker, grantQualification, revokeQualification } from '../../../../src/api/workers.ts';
import { send, sendForLines } from '../../data/api.ts';

/** A qualification to be granted, with its value. */
export type Granting = { id: string; name: string; value: number };

/** A decision with all that goes with it. */
export type Plan = {
  decision: Decision;
  note?: string;
  message?: string;
  bonusCents?: number;
  grants?: readonly Granting[];
  /** Ids of qualifications to be taken away. */
  revokes?: readonly string[];
  /** Why qualifications are granted or taken away; without it the note says so. */
  explanation?: string;
  /** Why the worker is to get no more work. */
  ban?: string;
};

type About = Pick<UnitDetail, 'id' | 'worker'>;

const verbs = { accepted: acceptUnit, soft_rejected: softRejectUnit, rejected: rejectUnit };
const wordsOf = ({ note, message }: Plan) => ({ note: note || undefined, message: message || undefined });

/** Decides one unit; what else the plan has follows only if that is recorded. */
export async function decideOne({ id, worker }: About, plan: Plan): Promise<void> {
  const body = { ...wordsOf(plan), bonus_cents: plan.bonusCents };
  await send(verbs[plan.decision], { params: { unit: id }, body });
  await followUp({ id, worker }, plan);
}

type Progress = { done: number; total: number };
/** How it ended with many units: how many were decided, and which refused, with their sentences. */
export type Outcome = { reviewed: number; refused: { unit: string; message: string }[] };

/** Decides everything of a worker that waits, in a task or run. */
export async function decideAll(
  about: About,
  scope: { task?: string; run?: string },
  plan: Plan,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const { worker } = about;
  if (!worker) throw new Error('Nobody has worked on this unit, so it has no worker with other answers.');
  const body = { ...scope, ...wordsOf(plan), decision: plan.decision, worker, bonus_cents: plan.bonusCents };
  let outcome: Outcome | undefined;
  for await (const line of sendForLines(reviewMany, { body })) {
    if ('progress' in line) onProgress(line.progress);
    if ('reviewed' in line) outcome = line;
  }
  if (!outcome) throw new Error('The connection broke off. Check what was reviewed, and repeat it for the rest.');
  if (outcome.reviewed > 0) await followUp(about, plan);
  return outcome;
}

async function followUp({ id: unit, worker }: About, plan: Plan): Promise<void> {
  if (!worker) return;
  const { grants = [], revokes = [], ban } = plan;
  const note = plan.explanation || plan.note || undefined;
  for (const { id: qualification, value } of grants) {
    await send(grantQualification, { params: { worker, qualification }, body: { value, note, unit } });
  }
  for (const qualification of revokes) {
    await send(revokeQualification, { params: { worker, qualification }, body: { note, unit } });
  }
  if (ban) await send(banWorker, { params: { worker }, body: { reason: ban, unit } });
}
