import type { QualificationId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import type { FollowUp, RefusedPart } from '../events/verdict.ts';
import { type WorkerFact, WorkerVerdictFollowed, WorkerVerdictUndone } from '../events/worker.ts';
import { Refusal } from './refusal.ts';
import * as workers from './worker.ts';

/** Carries out what follows from a verdict for a worker, or undoes it; each is one decision. */
export type WorkerVerdictCommand = { workerId: WorkerId; verdictId: VerdictId } & (
  | { type: 'worker.follow-verdict'; unitId: UnitId; follow: FollowUp }
  | { type: 'worker.undo-verdict'; note?: string }
);

type Part = { what: string; command: workers.WorkerCommand & { verdictId?: VerdictId } };

/** Throws a refusal unless the qualification may be granted, or revoked. */
type CheckQualification = (qualificationId: QualificationId, isGrant: boolean) => void;

/** Returns an empty list when nothing changes. */
export function decide(command: WorkerVerdictCommand, worker: workers.Worker, check: CheckQualification): WorkerFact[] {
  return command.type === 'worker.follow-verdict' ? follow(command, worker, check) : undo(command, worker, check);
}

function follow(
  command: Extract<WorkerVerdictCommand, { type: 'worker.follow-verdict' }>,
  worker: workers.Worker,
  check: CheckQualification,
): WorkerFact[] {
  const { workerId, verdictId, unitId } = command;
  if (worker.context.verdicts[verdictId]) return [];
  const { grants, revokes, block, explanation } = command.follow;
  const common = { workerId, verdictId, unitId, note: explanation };
  const parts: Part[] = [
    ...grants.map(({ qualificationId, value }) => ({
      what: `grant ${qualificationId}`,
      command: { type: 'worker.grant', ...common, qualificationId, value } as const,
    })),
    ...revokes.map((qualificationId) => ({
      what: `revoke ${qualificationId}`,
      command: { type: 'worker.revoke', ...common, qualificationId } as const,
    })),
    ...(block
      ? [{ what: 'block', command: { type: 'worker.block', workerId, verdictId, unitId, reason: block } as const }]
      : []),
  ];
  const { facts, refused, standing } = decideParts(parts, worker, check);
  const also = standing.length > 0 ? { standing } : {};
  return [...facts, WorkerVerdictFollowed({ workerId, verdictId, unitId, refused, ...also })];
}

function undo(
  { workerId, verdictId, note }: Extract<WorkerVerdictCommand, { type: 'worker.undo-verdict' }>,
  worker: workers.Worker,
  check: CheckQualification,
): WorkerFact[] {
  const { last, verdicts } = worker.context;
  const change = verdicts[verdictId];
  if (!change || change.undone) return [];
  const kept: string[] = [];
  const parts: Part[] = [];
  for (const [name, before] of Object.entries(change.values)) {
    const qualificationId = name as QualificationId;
    const command =
      before === null
        ? ({ type: 'worker.revoke', workerId, qualificationId, note } as const)
        : ({ type: 'worker.grant', workerId, qualificationId, value: before, note } as const);
    if (last[name] === verdictId && !workers.heirTo(worker.context, verdictId, qualificationId))
      parts.push({ what: name, command });
    else kept.push(name);
  }
  if (change.blocked) {
    if (last[workers.theBlock] === verdictId && !workers.heirTo(worker.context, verdictId, workers.theBlock))
      parts.push({ what: 'block', command: { type: 'worker.unblock', workerId, note } });
    else kept.push('block');
  }
  const { facts, refused } = decideParts(parts, worker, check);
  return [...facts, WorkerVerdictUndone({ workerId, verdictId, kept: [...kept, ...refused.map(({ what }) => what)] })];
}

/** Decides one part after the other; one that is refused is listed, and the others are decided all the same. */
function decideParts(parts: readonly Part[], worker: workers.Worker, check: CheckQualification) {
  const facts: WorkerFact[] = [];
  const refused: RefusedPart[] = [];
  /** What held already. */
  const standing: string[] = [];
  let state = worker;
  for (const { what, command } of parts) {
    try {
      if ('qualificationId' in command) check(command.qualificationId, command.type === 'worker.grant');
      const changes = workers.decide(command, state);
      if (changes.length === 0) standing.push(what);
      state = changes.reduce(workers.worker.evolve, state);
      facts.push(...changes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ what, code: error.code, message: error.message });
      if (error.code === 'worker/blocked') standing.push(what);
    }
  }
  return { facts, refused, standing };
}
