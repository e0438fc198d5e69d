import { assign, type SnapshotFrom, setup } from 'xstate';
import {
  AssignmentAdjudicated,
  AssignmentAdjudicationWithdrawn,
  AssignmentCompleted,
  AssignmentCreated,
  AssignmentExtended,
  type AssignmentFact,
} from '../events/assignment.ts';
import type { AssignmentId } from '../events/ids.ts';
import type { TaskRunExtended } from '../events/task-run.ts';
import { actorOf } from './actor.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ItemOrder } from './item-order.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** Who decided the final answer, and what it is. */
export type Adjudication = { by: string; answer: unknown; note?: string };
type Context = { assignmentId: AssignmentId; units: number; adjudicated?: Adjudication };

/**
 * The life of an assignment: one item of the data, which collects the answers of its units until it has all. Giving a unit to a
 * worker is no part of it: `connect` in `run-decide.ts` decides that, and `unit.assign` in `unit.ts` records it.
 */
export const machine = setup({
  types: {} as { context: Context; events: (AssignmentFact | ReturnType<typeof TaskRunExtended>) & { by?: string } },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'assignment.created'
        ? { assignmentId: event.data.assignmentId, units: event.data.units }
        : context,
    ),
    noteUnits: assign(({ event, context }) =>
      event.type === 'task-run.extended' ? { units: event.data.unitsPerAssignment } : context,
    ),
    noteMore: assign(({ event, context }) =>
      event.type === 'assignment.extended' ? { units: event.data.units } : context,
    ),
    noteAnswer: assign(({ event, context }) => {
      if (event.type !== 'assignment.adjudicated') return context;
      const { answer, note } = event.data;
      return { adjudicated: { by: event.by ?? '', answer, note } };
    }),
    forgetAnswer: assign({ adjudicated: undefined }),
  },
}).createMachine({
  id: 'assignment',
  context: { assignmentId: '' as AssignmentId, units: 0 },
  initial: 'initial',
  states: {
    initial: { on: { 'assignment.created': { target: 'collecting', actions: 'remember' } } },
    collecting: {
      on: {
        'assignment.completed': 'completed',
        'assignment.extended': { actions: 'noteMore' },
        'assignment.adjudicated': { actions: 'noteAnswer' },
        'assignment.adjudication-withdrawn': { actions: 'forgetAnswer' },
        'task-run.extended': { actions: 'noteUnits' },
      },
    },
    completed: {
      on: {
        'assignment.adjudicated': { actions: 'noteAnswer' },
        'assignment.adjudication-withdrawn': { actions: 'forgetAnswer' },
        'assignment.extended': { target: 'collecting', actions: 'noteMore' },
        'task-run.extended': { target: 'collecting', actions: 'noteUnits' },
      },
    },
  },
});

/** An assignment as a fold over its facts. */
export const assignment = actorOf(machine);
export type Assignment = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** One item of task data: what all its units share and, where they differ, what each of them gets. */
export type Item = { shared: Record<string, unknown>; units?: Record<string, unknown>[] };

/** What decides when an item is given out, and the number of the file with which it was added. */
type Place = ItemOrder & { addition?: number };

/** Creates an item's assignment with `units` units, or as many as it brings data for. */
export function created(assignmentId: AssignmentId, item: Item, units: number, place: Place = {}): AssignmentFact {
  const { shared, units: unitData } = item;
  return AssignmentCreated({
    assignmentId,
    units: unitData?.length || units,
    shared,
    ...(unitData?.length ? { unitData } : {}),
    ...place,
  });
}

/**
 * Decides the final answer to an item, or takes it back; `over` puts it in the place of another one. `seen` is the final answer that is
 * meant to be replaced or taken back, so that another one is not lost unseen.
 */
export type AssignmentCommand = { assignmentId: AssignmentId; note?: string; seen?: SeenAnswer } & (
  | { type: 'assignment.adjudicate'; answer: unknown; over?: boolean }
  | { type: 'assignment.withdraw-adjudication' }
);

/** A final answer as somebody saw it, and who decided it. */
export type SeenAnswer = Pick<Adjudication, 'answer' | 'by'>;

/**
 * Returns an empty list for the same answer and note again, or without a note; throws `assignment/adjudicated` if there is another, unless it is to be put in its
 * place, `assignment/not-adjudicated` if there is none to take back, and `assignment/adjudicated-anew` if it is not the one that was seen.
 */
export function decide(command: AssignmentCommand, { context: { adjudicated } }: Assignment): AssignmentFact[] {
  const { assignmentId, note } = command;
  const said = { assignmentId, ...(note ? { note } : {}) };
  if (command.type === 'assignment.withdraw-adjudication') {
    requireSeen(command, adjudicated);
    if (!adjudicated) throw refuse('assignment/not-adjudicated', { assignment: assignmentId });
    return [AssignmentAdjudicationWithdrawn(said)];
  }
  const { answer, over } = command;
  const isSame = adjudicated !== undefined && isEqual(adjudicated.answer, answer);
  if (isSame && (!note || note === adjudicated.note)) return [];
  requireSeen(command, adjudicated);
  // A note can be added to a final answer that has none.
  if (adjudicated && !over && !(isSame && !adjudicated.note)) {
    const { by } = adjudicated;
    throw refuse('assignment/adjudicated', { assignment: assignmentId, by, answer: shortened(adjudicated.answer) });
  }
  return [AssignmentAdjudicated({ ...said, answer })];
}

const isEqual = (one: unknown, other: unknown) => canonicalJson(one) === canonicalJson(other);

/** Throws if the final answer is not the one that the command means. */
function requireSeen({ assignmentId, seen }: AssignmentCommand, present: Adjudication | undefined): void {
  if (!seen) return;
  if (!present) throw refuse('assignment/not-adjudicated', { assignment: assignmentId });
  const { by, answer } = present;
  if (by !== seen.by || !isEqual(answer, seen.answer))
    throw refuse('assignment/adjudicated-anew', { assignment: assignmentId, by, answer: shortened(answer) });
}

const maxShownChars = 300;
function shortened(answer: unknown): string {
  const json = JSON.stringify(answer ?? null);
  return json.length > maxShownChars ? `${json.slice(0, maxShownChars)}…` : json;
}

/** The fact that the assignment gets one more unit. */
export const extended = ({ context: { assignmentId, units } }: Assignment): AssignmentFact =>
  AssignmentExtended({ assignmentId, units: units + 1 });

/** The fact that closes the assignment, once all its units are submitted or expired. */
export function completionOf({ value, context }: Assignment, settled: number): AssignmentFact[] {
  const complete = value === 'collecting' && settled >= context.units;
  return complete ? [AssignmentCompleted({ assignmentId: context.assignmentId })] : [];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

// None: its units do the waiting.
