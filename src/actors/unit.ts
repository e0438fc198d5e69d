import { assign, type SnapshotFrom, setup } from 'xstate';
import type { AssignmentFact } from '../events/assignment.ts';
import type { StoredFile } from '../events/file.ts';
import type { AgentId, AssignmentId, BonusId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import type { Signals } from '../events/signals.ts';
import type { TaskRunStopped } from '../events/task-run.ts';
import { UnitAssigned, UnitExpired, type UnitFact, UnitReturned, UnitSubmitted, UnitTimedOut } from '../events/unit.ts';
import { actorOf, type Todo } from './actor.ts';
import { refuse } from './refusals.ts';
import { bonusesAfter, noSupplements, type Supplement, supplementsAfter } from './supplements.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** Who holds or last held the unit, and until when; who reviewed it, or asked for a second opinion. */
type Context = {
  agentId?: AgentId;
  workerId?: WorkerId;
  deadline?: string;
  /** What it pays, in cents, if the pay of the run had changed when it was given out. */
  payCents?: number;
  reviewer?: string;
  secondOpinion?: readonly { by: string; note?: string }[];
  /** What the reviewer wrote, if anything. */
  note?: string;
  message?: string;
  /** What was paid for it, in cents, while it is recorded as paid. */
  paidCents?: number;
  /** The verdict that decided on it, the last one that was taken back, and all that hold no longer, also of supplements. */
  verdictId?: VerdictId;
  undone?: VerdictId;
  former?: readonly VerdictId[];
  /** What was added to the decision, in order, and what of it was taken back. */
  supplements?: readonly Supplement[];
  undoneSupplements?: readonly VerdictId[];
  /** All that were ever granted for it. */
  bonuses?: readonly BonusId[];
};

type AssignmentCreated = Extract<AssignmentFact, { type: 'assignment.created' }>;
/** Recorded facts carry `by`, who is behind them. */
type UnitEvent = (UnitFact | AssignmentCreated | ReturnType<typeof TaskRunStopped>) & { by?: string };

/** What became of bonuses, follow-ups and comments, the run knows: few units have any. */
const beside = {
  'unit.paid': { actions: 'notePaid' },
  'unit.payment-undone': { actions: 'notePaid' },
  'unit.bonus-granted': { actions: 'noteBonus' },
  'unit.bonus-paid': { actions: 'nothing' },
  'unit.bonus-payment-undone': { actions: 'nothing' },
  'unit.bonus-withdrawn': { actions: 'nothing' },
  'unit.commented': { actions: 'nothing' },
  'unit.comment-edited': { actions: 'nothing' },
  'unit.comment-removed': { actions: 'nothing' },
  'unit.verdict-followed': { actions: 'nothing' },
  'unit.judged': { actions: 'nothing' },
  'unit.judgement-followed': { actions: 'nothing' },
} as const;
const noteIn = ({ data }: UnitEvent) => ('note' in data ? data.note : undefined);
const afterwards = {
  'unit.review-undone': { target: 'completed', actions: 'forgetReview' },
  'unit.review-supplemented': { actions: 'noteSupplement' },
  'unit.supplement-undone': { actions: 'noteSupplement' },
} as const;

/** The life of a unit: given out, answered, reviewed; or cancelled while it is open. */
export const machine = setup({
  types: {} as { context: Context; events: UnitEvent },
  actions: {
    noteAgent: assign(({ event, context }) => {
      if (event.type !== 'unit.assigned' && event.type !== 'unit.submitted') return context;
      const { agentId, workerId } = event.data;
      if (event.type === 'unit.submitted') return { agentId, workerId, deadline: undefined };
      const { deadline, payCents } = event.data;
      return { agentId, workerId, deadline, ...(payCents === undefined ? {} : { payCents }) };
    }),
    noteReviewer: assign(({ event, context }) => ({
      reviewer: event.by,
      secondOpinion: undefined,
      note: noteIn(event),
      message: 'message' in event.data ? event.data.message : undefined,
      verdictId: 'verdictId' in event.data ? event.data.verdictId : undefined,
      ...noSupplements(context),
    })),
    noteSupplement: assign(({ event, context }) => supplementsAfter(context, event)),
    noteBonus: assign(({ event, context }) => bonusesAfter(context.bonuses, event)),
    noteSecondOpinion: assign(({ event, context }) => ({
      secondOpinion: [...(context.secondOpinion ?? []), { by: event.by ?? '', note: noteIn(event) }],
      note: noteIn(event),
    })),
    forgetReview: assign(({ context }) => ({
      reviewer: undefined,
      secondOpinion: undefined,
      note: undefined,
      message: undefined,
      verdictId: undefined,
      undone: context.verdictId ?? context.undone,
      ...noSupplements(context),
    })),
    notePaid: assign(({ event }) => ({ paidCents: event.type === 'unit.paid' ? event.data.cents : undefined })),
    nothing: () => undefined,
  },
}).createMachine({
  id: 'unit',
  context: {},
  initial: 'initial',
  states: {
    initial: { on: { 'assignment.created': 'open' } },
    open: {
      on: {
        'unit.assigned': { target: 'assigned', actions: 'noteAgent' },
        // An answer that came after its deadline, while nobody else had taken the unit.
        'unit.submitted': { target: 'completed', actions: 'noteAgent' },
        'unit.expired': 'expired',
        'task-run.stopped': 'expired',
      },
    },
    assigned: {
      on: {
        'unit.submitted': 'completed',
        'unit.returned': 'open',
        'unit.timed-out': 'open',
      },
    },
    completed: {
      on: {
        ...beside,
        'unit.accepted': { target: 'accepted', actions: 'noteReviewer' },
        'unit.soft-rejected': { target: 'soft_rejected', actions: 'noteReviewer' },
        'unit.rejected': { target: 'rejected', actions: 'noteReviewer' },
        'unit.second-opinion-asked': { actions: 'noteSecondOpinion' },
        'unit.review-undone': { actions: 'forgetReview' },
      },
    },
    accepted: { on: { ...beside, ...afterwards } },
    soft_rejected: { on: { ...beside, ...afterwards } },
    rejected: { on: { ...beside, ...afterwards, 'unit.accepted': { target: 'accepted', actions: 'noteReviewer' } } },
    expired: { type: 'final' },
  },
});

/** A unit as a fold over its facts. */
export const unit = actorOf(machine);
export type Unit = SnapshotFrom<typeof machine>;

const reviews = new Set<string>(['unit.accepted', 'unit.soft-rejected', 'unit.rejected', 'unit.review-undone']);
/** Whether a fact is a decision on submitted work, or takes one back. */
export const isReview = ({ type }: { type: string }): boolean => reviews.has(type);

// ── Commands ─────────────────────────────────────────────────────────────────

/** A unit with its ids. */
export type IdentifiedUnit = { unitId: UnitId; assignmentId: AssignmentId; unit: Unit };
/** An agent and the worker behind it. */
export type Holder = { agentId: AgentId; workerId: WorkerId };
/**
 * What a worker submits; `autoSubmitted` if the page did so shortly before the deadline, `activeSeconds` is how long the page was visible
 * and used, `signals` what it counted.
 */
export type Answer = {
  answer: unknown;
  files?: StoredFile[];
  autoSubmitted?: boolean;
  activeSeconds?: number;
  signals?: Signals;
};

/** Moves a unit from one holder to another, up to its answer; times are ISO 8601, `seconds` is the time for the work. */
export type UnitCommand =
  | ({ type: 'unit.assign'; now: string; seconds: number; purpose?: 'screening'; payCents?: number } & Holder)
  | ({ type: 'unit.submit' } & Holder & Answer)
  | ({ type: 'unit.return' } & Holder)
  | { type: 'unit.time-out'; now: string }
  | { type: 'unit.expire' };

/** Decides on giving out, answering and cancelling a unit; throws when its state does not allow that. */
export function decide(command: UnitCommand, { unitId, assignmentId, unit }: IdentifiedUnit): UnitFact[] {
  const { agentId, workerId, deadline } = unit.context;
  const name = { unitId, assignmentId };
  const status = statusOf(unit);

  switch (command.type) {
    case 'unit.assign': {
      if (!unit.matches('open')) throw refuse('unit/not-open', { unit: unitId, status });
      const until = new Date(Date.parse(command.now) + command.seconds * 1000).toISOString();
      return [
        UnitAssigned({
          ...{ unitId, assignmentId, agentId: command.agentId, workerId: command.workerId, deadline: until },
          ...(command.purpose ? { purpose: command.purpose } : {}),
          ...(command.payCents === undefined ? {} : { payCents: command.payCents }),
        }),
      ];
    }
    case 'unit.submit': {
      if (!takesAnswerOf(unit, command.agentId)) throw refuse('unit/not-open', { unit: unitId, status });
      return [submitted({ ...name, agentId: command.agentId, workerId: command.workerId }, command)];
    }
    case 'unit.return':
      if (!unit.matches('assigned') || agentId !== command.agentId) {
        throw refuse('agent/nothing-to-return', { agent: command.agentId });
      }
      return [UnitReturned({ ...name, agentId: command.agentId, workerId: command.workerId })];
    case 'unit.time-out':
      if (!unit.matches('assigned') || !agentId || !workerId || !deadline || command.now < deadline) {
        throw refuse('unit/not-due', { unit: unitId });
      }
      return [UnitTimedOut({ ...name, agentId, workerId })];
    case 'unit.expire':
      if (!unit.matches('open')) throw refuse('unit/not-open', { unit: unitId, status });
      return [UnitExpired(name)];
  }
}

/** The fact that an answer for a unit was submitted. */
export function submitted(
  work: Omit<IdentifiedUnit, 'unit'> & Holder,
  { answer, files, autoSubmitted, activeSeconds, signals }: Answer,
): UnitFact {
  const { unitId, assignmentId, agentId, workerId } = work;
  const active = activeSeconds === undefined ? {} : { activeSeconds };
  const optional = { ...(files && { files }), ...(autoSubmitted && { autoSubmitted }), ...(signals && { signals }) };
  return UnitSubmitted({ unitId, assignmentId, agentId, workerId, answer, ...optional, ...active });
}

/** Whether its work was handed in, whatever was decided on it. */
export const isHandedIn = (unit: Unit): boolean =>
  !unit.matches('initial') && !unit.matches('open') && !unit.matches('assigned') && !unit.matches('expired');

/** The ids of a submitted unit with who submitted it; throws `unit/not-submitted` before that. */
export function submittedWork({ unitId, assignmentId, unit }: IdentifiedUnit) {
  const { agentId, workerId } = unit.context;
  if (!isHandedIn(unit) || !agentId || !workerId) {
    throw refuse('unit/not-submitted', { unit: unitId, status: statusOf(unit) });
  }
  return { unitId, assignmentId, agentId, workerId };
}

/** Whether an answer of this agent counts: it holds the unit, or held it last and the unit is open. */
export const takesAnswerOf = (unit: Unit, agentId: AgentId): boolean =>
  unit.context.agentId === agentId && (unit.matches('assigned') || unit.matches('open'));

/** Where the unit stands: `open`, `assigned`, `completed`, `accepted`, `soft_rejected`, `rejected`, `expired`. */
export const statusOf = (unit: Unit): string => unit.value as string;

// ── To-dos ───────────────────────────────────────────────────────────────────

/** A unit in work waits for its deadline; the agent in the key makes each wait another one. */
export function todo({ unitId, unit }: Pick<IdentifiedUnit, 'unitId' | 'unit'>): Todo[] {
  const { agentId, deadline } = unit.context;
  return unit.matches('assigned') ? [{ do: 'time-out', key: `${unitId}/time-out/${agentId}`, due: deadline }] : [];
}
