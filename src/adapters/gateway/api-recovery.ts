import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../actors/refusals.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { putBack, type Recovered } from '../../api/recovery.ts';
import type { AgentId, AssignmentId, BonusId, UnitId, WorkerId } from '../../events/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { serve } from './serve.ts';

type Settings = { runtime: Runtime; now: () => number };

/** Takes work that the log had lost, piece by piece, in the order in which it was done. */
export function recoveryApi(app: FastifyInstance, { runtime, now }: Settings): void {
  serve(app, putBack, async ({ body: { pieces } }) => {
    const outcome = { recorded: 0, known: 0, refused: [] as { nth: number; code: string; message: string }[] };
    let sequence = 0;
    for (const [nth, piece] of pieces.entries()) {
      try {
        const asked = commandFor(piece, new Date(now()).toISOString());
        const { facts, sequence: stored } = await runtime.ask(piece.run, asked, authorOf(piece));
        outcome[facts.length ? 'recorded' : 'known']++;
        sequence = Math.max(sequence, stored);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'bonus/settled') outcome.known++;
        else outcome.refused.push({ nth, code: error.code, message: error.message });
      }
    }
    return { ...outcome, sequence };
  });
}

/** Whoever said it at first is who facts name again; answers are the recovery's word. */
function authorOf(piece: Recovered): string {
  if (piece.kind === 'answer') return 'recovery';
  if (piece.kind === 'bonus') return piece.grantedBy;
  return piece.kind === 'settlement' ? piece.settledBy : piece.by;
}

const verbs = {
  accepted: 'unit.accept',
  soft_rejected: 'unit.soft-reject',
  rejected: 'unit.reject',
  review_undone: 'unit.undo-review',
  second_opinion_asked: 'unit.ask-second-opinion',
} as const;

function commandFor(piece: Recovered, now: string): RunCommand {
  const { source } = piece;
  if (piece.kind === 'adjudication') {
    const note = [piece.note, `recovered from ${source}`].filter(Boolean).join('; ');
    return {
      type: 'assignment.adjudicate',
      assignmentId: piece.assignmentId as AssignmentId,
      answer: piece.answer,
      note,
    };
  }
  const agentId = piece.agentId as AgentId;
  const unitId = piece.unitId as UnitId;
  const what = (said: Extract<RunCommand, { unitId: UnitId }>, at: string): RunCommand => ({
    type: 'run.recover',
    what: said,
    agentId,
    origin: { source, at },
  });
  switch (piece.kind) {
    case 'answer': {
      const { answer, files, submittedAt, late, autoSubmitted, crowd = 'recovered', worker = '' } = piece;
      const who = { agentId, workerId: piece.workerId as WorkerId, unitId, crowd, worker };
      const lost = { ...who, answer, files, isLate: late === 1, autoSubmitted: autoSubmitted === 1 };
      return { type: 'agent.recover', now, lost, origin: { source, at: submittedAt } };
    }
    case 'review': {
      const { decision, note, message, by, at } = piece;
      return what({ type: verbs[decision], unitId, by, note, message }, at);
    }
    case 'bonus': {
      const { bonusId, cents, currency, reason, grantedAt } = piece;
      return what(
        { type: 'unit.grant-bonus', unitId, bonusId: bonusId as BonusId, cents, currency, reason },
        grantedAt,
      );
    }
    case 'settlement': {
      const type = piece.state === 'paid' ? 'unit.pay-bonus' : 'unit.withdraw-bonus';
      return what({ type, unitId, bonusId: piece.bonusId as BonusId, note: piece.note }, piece.settledAt);
    }
  }
}
