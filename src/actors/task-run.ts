import { assign, type SnapshotFrom, setup } from 'xstate';
import type { RunId } from '../events/ids.ts';
import { type PresentSettings, type RunSettings, TaskRunCompleted, type TaskRunFact } from '../events/task-run.ts';
import { actorOf, type Todo } from './actor.ts';
import { afterChange, type ConfigValues } from './changeable-settings.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Context = {
  runId: RunId;
  task: string;
  lazy: boolean;
  settings: PresentSettings;
  /** The keys of its config that were changed since it was opened. */
  changedConfig?: ConfigValues;
  /** The words that changes gave its open link; null for none. */
  openLinks?: unknown[];
  dataEnded: boolean;
  /** Whether the requester ended the run, so that it cannot be extended once it is complete. */
  stopped: boolean;
  /** Whether the requester hid it from the overview. */
  hidden?: boolean;
  /** The SHA-256 of the task's code as it was loaded last. */
  codeSha256?: string;
  /** Of a run for development: the SHA-256 of its page, empty for that of its launch. */
  developedPage?: string;
};

const noSettings: RunSettings = {
  unitsPerAssignment: 1,
  assignmentDurationSeconds: 1,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const blank: Context = {
  runId: '' as RunId,
  task: '',
  lazy: false,
  settings: noSettings,
  dataEnded: false,
  stopped: false,
};

const sinceOpened = {
  'task-run.hidden': { actions: 'noteHidden' },
  'task-run.shown': { actions: 'noteShown' },
  'task-run.code-loaded': { actions: 'noteCode' },
  'task-run.page-built': { actions: 'notePage' },
} as const;

const whileCollecting = {
  ...sinceOpened,
  'task-run.data-ended': { actions: 'noteDataEnded' },
  'task-run.data-failed': { actions: 'noteDataEnded' },
  'task-run.extended': { actions: 'noteUnits' },
  'task-run.settings-changed': { actions: 'noteSettings' },
  'task-run.data-added': { actions: 'nothing' },
  'task-run.stopped': { target: 'stopped', actions: 'noteStopped' },
} as const;

/** The life of a run: opening, giving out work, perhaps paused, then stopped or completed. */
export const machine = setup({
  types: {} as { context: Context; events: TaskRunFact },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'task-run.opened') return context;
      const { runId, task, lazy, settings, launched } = event.data;
      return { runId, task, lazy, settings, ...(launched.development ? { developedPage: '' } : {}) };
    }),
    noteDataEnded: assign({ dataEnded: true }),
    noteStopped: assign({ stopped: true }),
    noteHidden: assign({ hidden: true }),
    noteShown: assign({ hidden: false }),
    noteCode: assign(({ event }) => (event.type === 'task-run.code-loaded' ? { codeSha256: event.data.sha256 } : {})),
    notePage: assign(({ event }) => (event.type === 'task-run.page-built' ? { developedPage: event.data.sha256 } : {})),
    // The run, as a whole, knows which files were added.
    nothing: () => undefined,
    noteUnits: assign(({ event, context }) => {
      if (event.type !== 'task-run.extended') return context;
      return { settings: { ...context.settings, unitsPerAssignment: event.data.unitsPerAssignment } };
    }),
    noteSettings: assign(({ event, context }) => {
      if (event.type !== 'task-run.settings-changed') return context;
      const { config, settings } = event.data;
      return {
        settings: afterChange(context.settings, settings),
        changedConfig: { ...context.changedConfig, ...config },
        ...('open_link' in config ? { openLinks: [...(context.openLinks ?? []), config.open_link] } : {}),
      };
    }),
  },
}).createMachine({
  id: 'task-run',
  context: blank,
  initial: 'initial',
  states: {
    initial: { on: { 'task-run.opened': { target: 'opening', actions: 'remember' } } },
    opening: { on: { ...whileCollecting, 'task-run.launched': 'launched' } },
    launched: { on: { ...whileCollecting, 'task-run.paused': 'paused', 'task-run.completed': 'completed' } },
    // The last units in work may be submitted while nothing is given out.
    paused: { on: { ...whileCollecting, 'task-run.resumed': 'launched', 'task-run.completed': 'completed' } },
    stopped: { on: { ...sinceOpened, 'task-run.completed': 'completed' } },
    completed: {
      on: {
        ...sinceOpened,
        // A run that goes on would be forgotten while it costs, if it stayed hidden.
        'task-run.extended': { target: 'launched', actions: ['noteUnits', 'noteShown'] },
        'task-run.data-added': { target: 'launched', actions: 'noteShown' },
        'task-run.reopened': { target: 'launched', actions: 'noteShown' },
      },
    },
  },
});

/** A run as a fold over its facts. */
export const taskRun = actorOf(machine);
export type TaskRun = SnapshotFrom<typeof machine>;

// ── What holds now ───────────────────────────────────────────────────────────

/** Whether the run can be extended: also once it completed by itself. */
export const isExtensible = (run: TaskRun): boolean =>
  isCollecting(run) || (run.matches('completed') && !run.context.stopped);

/** Whether more assignments may be read from the task's data, now or once the run is extended. */
export const mayAskForData = (run: TaskRun): boolean => isExtensible(run) && !run.context.dataEnded;

/** Its state for a sentence: a run that was stopped is no completed one. */
export const endOf = (run: TaskRun): string => (run.context.stopped ? 'stopped' : statusOf(run));

/** The run's state by name: `initial`, `opening`, `launched`, `paused`, `stopped` or `completed`. */
export const statusOf = (run: TaskRun): string => run.value as string;

/** Whether assignments may still be added, and units given out now or after a pause. */
export const isCollecting = (run: TaskRun): boolean =>
  run.matches('opening') || run.matches('launched') || run.matches('paused');

/** Throws `run/not-open` if no assignments may be added. */
export function requireCollecting(run: TaskRun): void {
  if (!isCollecting(run)) throw refuse('run/not-open', { run: run.context.runId, status: statusOf(run) });
}

/** Throws `run/not-for-development` or `run/not-open` if its page may not be built anew. */
export function requireDevelopment(run: TaskRun): void {
  if (run.context.developedPage === undefined) throw refuse('run/not-for-development', { run: run.context.runId });
  requireCollecting(run);
}

/** The fact that closes the run, once nothing is open, in work or to come. */
export function completionOf(run: TaskRun, { open, assigned }: { open: number; assigned: number }): TaskRunFact[] {
  const { runId, dataEnded } = run.context;
  const isLaunched = run.matches('launched') || run.matches('paused');
  const over = (isLaunched && dataEnded) || run.matches('stopped');
  return over && open === 0 && assigned === 0 ? [TaskRunCompleted({ runId })] : [];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** While data may be left, the run waits for it. */
export function todo(run: TaskRun): Todo[] {
  const { runId, dataEnded } = run.context;
  if (isCollecting(run) && !dataEnded) return [{ do: 'produce-assignments', key: `${runId}/produce` }];
  return run.matches('opening') ? [{ do: 'launch', key: `${runId}/launch` }] : [];
}
