import { assign, type SnapshotFrom, setup } from 'xstate';
import type { VerdictId } from '../events/ids.ts';
import {
  type FollowUp,
  type UnitsOfRun,
  VerdictBegun,
  VerdictCompleted,
  type VerdictFact,
  VerdictUndoBegun,
  VerdictUndone,
} from '../events/verdict.ts';
import { actorOf, type Todo } from './actor.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** What was decided on which units, by whom; and who takes it back, with which note. */
type Context = {
  decision: 'accepted' | 'soft_rejected' | 'rejected';
  units: readonly UnitsOfRun[];
  by: string;
  note?: string;
  message?: string;
  bonusCents?: number;
  beside?: true;
  follow?: FollowUp;
  undoBy?: string;
  undoNote?: string;
};

/** Recorded facts carry `by`, who is behind them. */
type Stamped = VerdictFact & { by?: string };

/** The life of a verdict on many units: carried out unit by unit, and perhaps undone. */
export const machine = setup({
  types: {} as { context: Context; events: Stamped },
  actions: {
    remember: assign(({ event }) => {
      if (event.type !== 'verdict.begun') return {};
      const { decision, units, note, message, bonusCents, beside, follow } = event.data;
      return { decision, units, note, message, bonusCents, beside, follow, by: event.by ?? '' };
    }),
    rememberUndo: assign(({ event }) => {
      if (event.type !== 'verdict.undo-begun') return {};
      return { units: event.data.units, undoBy: event.by, undoNote: event.data.note };
    }),
    // Nothing more can be done with it.
    forget: assign({ units: [], note: undefined, message: undefined, follow: undefined }),
  },
}).createMachine({
  id: 'verdict',
  context: { decision: 'accepted', units: [], by: '' },
  initial: 'initial',
  states: {
    // A verdict on one unit is a fact of its run alone, until it is undone.
    initial: {
      on: {
        'verdict.begun': { target: 'begun', actions: 'remember' },
        'verdict.undo-begun': { target: 'undoing', actions: 'rememberUndo' },
      },
    },
    begun: { on: { 'verdict.completed': 'completed' } },
    completed: { on: { 'verdict.undo-begun': { target: 'undoing', actions: 'rememberUndo' } } },
    undoing: { on: { 'verdict.undone': { target: 'undone', actions: 'forget' } } },
    undone: { type: 'final' },
  },
});

/** A verdict on many units as a fold over its facts. */
export const verdict = actorOf(machine);
export type Verdict = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** Begins or completes a verdict on many units, or its undo. */
export type VerdictCommand =
  | ({ type: 'verdict.begin' } & Parameters<typeof VerdictBegun>[0])
  | ({ type: 'verdict.complete' } & Parameters<typeof VerdictCompleted>[0])
  | ({ type: 'verdict.begin-undo' } & Parameters<typeof VerdictUndoBegun>[0])
  | ({ type: 'verdict.complete-undo' } & Parameters<typeof VerdictUndone>[0]);

/** Returns an empty list when nothing changes. */
export function decide({ type, ...data }: VerdictCommand, known: Verdict | undefined): VerdictFact[] {
  const { verdictId } = data;
  switch (type) {
    case 'verdict.begin':
      return known ? [] : [VerdictBegun(data as Parameters<typeof VerdictBegun>[0])];
    case 'verdict.complete':
      if (!known) throw refuse('verdict/unknown', { verdict: verdictId });
      return known.matches('begun') ? [VerdictCompleted(data as Parameters<typeof VerdictCompleted>[0])] : [];
    case 'verdict.begin-undo':
      return beginUndo(data as Parameters<typeof VerdictUndoBegun>[0], known);
    case 'verdict.complete-undo':
      if (!known) throw refuse('verdict/unknown', { verdict: verdictId });
      return known.matches('undoing') ? [VerdictUndone(data as Parameters<typeof VerdictUndone>[0])] : [];
  }
}

function beginUndo(undo: Parameters<typeof VerdictUndoBegun>[0], known: Verdict | undefined): VerdictFact[] {
  const { verdictId } = undo;
  if (known?.matches('begun')) throw refuse('verdict/in-progress', { verdict: verdictId });
  if (known?.matches('undone')) throw refuse('verdict/undone', { verdict: verdictId });
  return known?.matches('undoing') ? [] : [VerdictUndoBegun(undo)];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** A verdict that was begun waits for its units to be decided, and one that is taken back for them to be undone. */
export function todo(verdictId: VerdictId, { value }: Pick<Verdict, 'value'>): Todo[] {
  if (value === 'begun') return [{ do: 'carry-out-verdict', key: verdictId }];
  return value === 'undoing' ? [{ do: 'undo-verdict', key: verdictId }] : [];
}
