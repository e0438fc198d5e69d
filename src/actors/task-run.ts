import { assign, type SnapshotFrom, setup } from 'xstate';
import type { RunId } from '../events/ids.ts';
import {
  type RunSettings,
  TaskRunCompleted,
  TaskRunDataEnded,
  TaskRunDataFailed,
  type TaskRunFact,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunStopped,
} from '../events/task-run.ts';
import { actorOf, type Todo } from './actor.ts';
import { refuse } from './refusals.ts';

// ── How a task run lives: facts in, states out ──────────────────────────────

type Memory = { runId: RunId; task: string; lazy: boolean; settings: RunSettings; dataEnded: boolean };

const noSettings: RunSettings = {
  unitsPerAssignment: 1,
  assignmentDurationSeconds: 1,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const blank: Memory = { runId: '' as RunId, task: '', lazy: false, settings: noSettings, dataEnded: false };

export const machine = setup({
  types: {} as { context: Memory; events: TaskRunFact },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'task-run.opened') return context;
      const { runId, task, lazy, settings } = event.data;
      return { runId, task, lazy, settings };
    }),
    noteDataEnded: assign({ dataEnded: true }),
  },
}).createMachine({
  id: 'task-run',
  context: blank,
  initial: 'unborn',
  states: {
    unborn: { on: { 'task-run.opened': { target: 'opening', actions: 'remember' } } },
    opening: {
      on: {
        'task-run.data-ended': { actions: 'noteDataEnded' },
        'task-run.data-failed': { actions: 'noteDataEnded' },
        'task-run.launched': 'launched',
        'task-run.stopped': 'stopped',
      },
    },
    launched: {
      on: {
        'task-run.data-ended': { actions: 'noteDataEnded' },
        'task-run.data-failed': { actions: 'noteDataEnded' },
        'task-run.stopped': 'stopped',
        'task-run.completed': 'completed',
      },
    },
    stopped: { on: { 'task-run.completed': 'completed' } },
    completed: { type: 'final' },
  },
});

export const taskRun = actorOf(machine);
export type TaskRun = SnapshotFrom<typeof machine>;

// ── What may be asked of it ─────────────────────────────────────────────────

export type TaskRunCommand =
  | ({ type: 'task-run.open' } & Parameters<typeof TaskRunOpened>[0])
  | { type: 'task-run.launch' }
  | { type: 'task-run.end-data'; assignments: number; failure?: string }
  | { type: 'task-run.stop' };

export function decide(command: TaskRunCommand, run: TaskRun): TaskRunFact[] {
  const { runId, dataEnded } = run.context;
  switch (command.type) {
    case 'task-run.open': {
      const { type: _, ...opening } = command;
      if (!run.matches('unborn')) throw refuse('run/already-open', { run: runId });
      return [TaskRunOpened(opening)];
    }
    case 'task-run.launch':
      if (!run.matches('opening')) throw refuse('run/not-open', { run: runId, status: statusOf(run) });
      return [TaskRunLaunched({ runId })];
    case 'task-run.end-data': {
      if (!isCollecting(run) || dataEnded) throw refuse('run/not-open', { run: runId, status: statusOf(run) });
      const { assignments, failure } = command;
      return [
        failure ? TaskRunDataFailed({ runId, assignments, reason: failure }) : TaskRunDataEnded({ runId, assignments }),
      ];
    }
    case 'task-run.stop':
      if (!isCollecting(run)) throw refuse('run/not-open', { run: runId, status: statusOf(run) });
      return [TaskRunStopped({ runId })];
  }
}

/** The run's state by name: `unborn`, `opening`, `launched`, `stopped` or `completed`. */
export const statusOf = (run: TaskRun): string => run.value as string;

/** Whether assignments may still be added and work may still be given out. */
export const isCollecting = (run: TaskRun): boolean => run.matches('opening') || run.matches('launched');

/** The fact that closes the run, once nothing is open, in work or to come. */
export function completionOf(run: TaskRun, { open, assigned }: { open: number; assigned: number }): TaskRunFact[] {
  const { runId, dataEnded } = run.context;
  const over = (run.matches('launched') && dataEnded) || run.matches('stopped');
  return over && open === 0 && assigned === 0 ? [TaskRunCompleted({ runId })] : [];
}

// ── What it waits for from the world ────────────────────────────────────────

/** While data may be left, the run waits for it. */
export function todo(run: TaskRun): Todo[] {
  const { runId, dataEnded } = run.context;
  if (isCollecting(run) && !dataEnded) return [{ do: 'produce-assignments', key: `${runId}/produce` }];
  return run.matches('opening') ? [{ do: 'launch', key: `${runId}/launch` }] : [];
}
