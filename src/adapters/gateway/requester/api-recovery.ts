import { eq } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../../actors/refusal.ts';
import type { RunCommand } from '../../../actors/run-decide.ts';
import { putBack, type Recovered } from '../../../api/recovery.ts';
import type { AgentId, AssignmentId, BonusId, CommentId, RunId, UnitId, WorkerId } from '../../../events/ids.ts';
import { RunSettings } from '../../../events/task-run.ts';
import { wellFormed } from '../../../events/well-formed.ts';
import { adjudications } from '../../../projections/units/adjudications.ts';
import { comments } from '../../../projections/units/comments.ts';
import type { Recorded, RuntimeCalls } from '../../../runtime/calls.ts';
import type { RemovableFiles as Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { lackOf } from '../../../runtime/recovery/final-answers.ts';
import { recoveredId, recoveredRunId } from '../../../runtime/recovery/keys.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; files: Files; now: () => number };

/** The author of recovered work in facts. */
const by = 'recovery';

/** Records work that the log has lost, piece by piece, in the order in which it was done. */
export function recoveryApi(app: FastifyInstance, settings: Settings): void {
  serve(app, putBack, async ({ body }) => {
    // Texts become columns of the rows, which hold UTF-8; what older versions recorded may have halves of characters.
    const pieces = wellFormed(body.pieces);
    const stored = pieces.some((piece) => 'files' in piece) ? await settings.files.complete() : undefined;
    const outcome = { recorded: 0, known: 0, undone: 0, refused: [] as Refused[], sequence: 0 };
    const runs = new Map<string, string>();
    for (const [nth, piece] of pieces.entries()) {
      const { facts, sequence, refused } = await tryToRecord(settings, piece, stored);
      if (refused.length === 0 || facts) outcome[facts ? 'recorded' : 'known']++;
      if (refused.length === 0 && isUndo(piece)) outcome.undone++;
      outcome.refused.push(...refused.map(({ code, message }) => ({ nth, code, message })));
      outcome.sequence = Math.max(outcome.sequence, sequence);
      if (!(await settings.calls.run.exists({ run: piece.run }))) runs.set(piece.run, recoveredRunId(piece.run));
    }
    return { ...outcome, runs: [...runs].map(([run, now]) => ({ run, now })) };
  });
}

const isUndo = (piece: Recovered) => piece.kind === 'review' && piece.decision === 'review_undone';

type Refused = { nth: number; code: string; message: string };
type Tried = { facts: number; sequence: number; refused: Refusal[] };

async function tryToRecord(
  settings: Settings,
  lost: Recovered,
  stored: ReadonlySet<string> | undefined,
): Promise<Tried> {
  const piece = withStoredFiles(lost, stored);
  const refused = piece === lost ? [] : [refuse('recovery/files-missing', { run: lost.run })];
  try {
    const { facts, sequence } = await record(settings, piece);
    return { facts, sequence, refused };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { facts: 0, sequence: 0, refused: error.code === 'bonus/settled' ? refused : [...refused, error] };
  }
}

/** A piece without files that are no longer stored: they could not be opened, and an archive with them would be refused. */
function withStoredFiles(piece: Recovered, stored: ReadonlySet<string> | undefined): Recovered {
  if (piece.kind !== 'answer' || !piece.files || !stored) return piece;
  const files = piece.files.filter(({ hash }) => stored.has(hash));
  return files.length === piece.files.length ? piece : { ...piece, files };
}

const nothing: Recorded = { facts: 0, sequence: 0 };

async function record({ calls, readModel, now }: Settings, piece: Recovered): Promise<Recorded> {
  const isHere = await calls.run.exists({ run: piece.run });
  const run = isHere ? piece.run : recoveredRunId(piece.run);
  switch (piece.kind) {
    case 'run': {
      if (isHere) return nothing;
      const { task, title, launched, config } = piece;
      const settings = RunSettings.safeParse(piece.settings).data;
      if (!settings)
        throw refuse('request/bad-shape', { reason: `the settings of the run ${piece.run} cannot be read` });
      const opening = { runId: run as RunId, task, title, lazy: false, launched, settings, config };
      return calls.workspace.recreate({ opening, instead: piece.run as RunId, by });
    }
    case 'item': {
      const { made } = await calls.run.assignments({ run });
      if (isHere || piece.index < made) return nothing;
      if (piece.index > made) throw refuse('recovery/item-missing', { run: piece.run, index: made });
      const { shared, units, unitData = Array.from({ length: units }, () => ({})) } = piece;
      const command = { type: 'assignment.create', items: [{ shared, units: unitData }] } as const;
      return calls.run.decide({ run, command, by });
    }
    default: {
      if (!isHere) await makeWorkable(calls, run);
      if (piece.kind === 'adjudication' && isSettledIn(readModel, movedTo(run, piece) as Adjudication)) return nothing;
      if (piece.kind === 'comment' && isKnownIn(readModel, movedTo(run, piece) as Comment)) return nothing;
      const command = commandFor(movedTo(run, piece), new Date(now()).toISOString());
      return calls.run.decide({ run, command, by: authorOf(piece) });
    }
  }
}

type Adjudication = Extract<Recovered, { kind: 'adjudication' }>;

/** Whether the item has the same final answer, or none if it was taken back; throws `recovery/newer-decision` if it has another, which may be newer. */
function isSettledIn({ db }: ReadModel, piece: Adjudication): boolean {
  const { assignmentId } = piece;
  const settled = db.select().from(adjudications).where(eq(adjudications.assignmentId, assignmentId)).get();
  const lack = lackOf(settled, piece);
  if (lack === 'another') throw refuse('recovery/newer-decision', { unitId: assignmentId });
  return lack === 'known';
}

type Comment = Extract<Recovered, { kind: 'comment' }>;

/** Whether the comment has this text, or was changed since. */
function isKnownIn({ db }: ReadModel, { commentId, text, at, editedAt }: Comment): boolean {
  const row = db.select().from(comments).where(eq(comments.commentId, commentId)).get();
  if (!row || text === undefined) return false;
  return row.text === text || (row.editedAt ?? row.at) > (editedAt ?? at);
}

/** Opens the run, so that it takes answers, and pauses it: its owner decides whether it continues. */
async function makeWorkable(calls: RuntimeCalls, run: string): Promise<void> {
  const { made, isOpening } = await calls.run.assignments({ run });
  if (!isOpening) return;
  const note = 'Recreated from what was left of a lost run.';
  await calls.run.decide({ run, command: { type: 'task-run.end-data', assignments: made }, by });
  await calls.run.decide({ run, command: { type: 'task-run.launch' }, by });
  await calls.run.decide({ run, command: { type: 'task-run.pause', note }, by });
}

type Work = Exclude<Recovered, { kind: 'run' | 'item' }>;

/** The same piece in a run of another id. */
function movedTo(run: string, piece: Work): Work {
  if (run === piece.run) return piece;
  const moved = (id: string) => (id.startsWith(`${piece.run}.`) ? `${run}${id.slice(piece.run.length)}` : id);
  if (piece.kind === 'adjudication') return { ...piece, run, assignmentId: moved(piece.assignmentId) };
  if (piece.kind === 'comment') {
    const { commentId, agentId, replyTo } = piece;
    const ids = { ...(agentId ? { agentId: recoveredId(agentId) } : {}), commentId: recoveredId(commentId) };
    return {
      ...piece,
      run,
      unitId: moved(piece.unitId),
      ...ids,
      ...(replyTo ? { replyTo: recoveredId(replyTo) } : {}),
    };
  }
  const place = { run, unitId: moved(piece.unitId), agentId: recoveredId(piece.agentId) };
  return 'bonusId' in piece ? { ...piece, ...place, bonusId: recoveredId(piece.bonusId) } : { ...piece, ...place };
}

/** The author of a recovered piece: the original one, or `recovery` for answers. */
function authorOf(piece: Work): string {
  if (piece.kind === 'answer') return by;
  if (piece.kind === 'payment') return piece.paidBy;
  if (piece.kind === 'bonus') return piece.grantedBy;
  if (piece.kind === 'comment') return piece.removedBy ?? piece.by;
  if (piece.kind === 'adjudication') return piece.withdrawnBy ?? piece.by;
  return piece.kind === 'settlement' ? piece.settledBy : piece.by;
}

const verbs = {
  accepted: 'unit.accept',
  soft_rejected: 'unit.soft-reject',
  rejected: 'unit.reject',
  review_undone: 'unit.undo-review',
  review_supplemented: 'unit.supplement',
  supplement_undone: 'unit.undo-supplement',
  second_opinion_asked: 'unit.ask-second-opinion',
} as const;

const settlements = {
  paid: 'unit.pay-bonus',
  withdrawn: 'unit.withdraw-bonus',
  payment_undone: 'unit.undo-bonus-payment',
} as const;

function commandFor(piece: Work, now: string): RunCommand {
  const { source } = piece;
  if (piece.kind === 'adjudication') {
    const [assignmentId, origin] = [piece.assignmentId as AssignmentId, `recovered from ${source}`];
    // The note is that of the final answer, and no reason to withdraw it.
    if (piece.withdrawnAt) return { type: 'assignment.withdraw-adjudication', assignmentId, note: origin };
    const note = [piece.note, origin].filter(Boolean).join('; ');
    return {
      type: 'assignment.adjudicate',
      assignmentId,
      answer: piece.answer,
      note,
      over: true,
    };
  }
  const agentId = piece.agentId as AgentId | undefined;
  const unitId = piece.unitId as UnitId;
  const what = (command: Extract<RunCommand, { unitId: UnitId }>, at: string): RunCommand => ({
    type: 'run.recover',
    what: command,
    ...(agentId ? { agentId } : {}),
    origin: { kind: piece.kind, source, at },
  });
  switch (piece.kind) {
    case 'answer': {
      const { answer, files, submittedAt, late, autoSubmitted, provider = 'recovered', worker = '', payCents } = piece;
      const who = {
        agentId: piece.agentId as AgentId,
        workerId: piece.workerId as WorkerId,
        unitId,
        provider,
        worker,
        payCents,
      };
      const lost = { ...who, answer, files, isLate: late === 1, autoSubmitted: autoSubmitted === 1 };
      return { type: 'agent.recover', now, lost, origin: { kind: 'answer', source, at: submittedAt } };
    }
    case 'review': {
      const { decision, note, message, at } = piece;
      return what({ type: verbs[decision], unitId, by: piece.by, note, message }, at);
    }
    case 'payment': {
      const { cents, currency, note, paidAt } = piece;
      const isUndone = piece.state === 'payment_undone';
      return what({ type: 'unit.recover-payment', unitId, cents, currency, note, isUndone }, paidAt);
    }
    case 'comment': {
      const { text, at, editedAt, removedAt } = piece;
      const [commentId, replyTo] = [piece.commentId as CommentId, piece.replyTo as CommentId | undefined];
      return what({ type: 'unit.recover-comment', unitId, commentId, text, replyTo }, removedAt ?? editedAt ?? at);
    }
    case 'bonus': {
      const { bonusId, cents, currency, reason, grantedAt } = piece;
      return what(
        { type: 'unit.grant-bonus', unitId, bonusId: bonusId as BonusId, cents, currency, reason, beside: true },
        grantedAt,
      );
    }
    case 'settlement': {
      return what(
        { type: settlements[piece.state], unitId, bonusId: piece.bonusId as BonusId, note: piece.note },
        piece.settledAt,
      );
    }
  }
}
