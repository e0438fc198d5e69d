import { assign, type SnapshotFrom, setup } from 'xstate';
import type { RunId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import {
  type RunSettings,
  TaskRunCompleted,
  TaskRunDataEnded,
  TaskRunDataFailed,
  TaskRunExtended,
  type TaskRunFact,
  TaskRunHidden,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunSettingsChanged,
  TaskRunShown,
  TaskRunStopped,
} from '../events/task-run.ts';
import { actorOf, type Todo } from './actor.ts';
import { afterChange, type ConfigValues, differing, presentValues, settingsFrom } from './changeable-settings.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Context = {
  runId: RunId;
  task: string;
  lazy: boolean;
  settings: RunSettings;
  /** The keys of its config that were changed since it was opened. */
  changedConfig?: ConfigValues;
  dataEnded: boolean;
  /** Whether the requester ended the run, so that it cannot be extended once it is complete. */
  stopped: boolean;
  /** Whether the requester hid it from the overview. */
  hidden?: boolean;
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
} as const;

const whileCollecting = {
  ...sinceOpened,
  'task-run.data-ended': { actions: 'noteDataEnded' },
  'task-run.data-failed': { actions: 'noteDataEnded' },
  'task-run.extended': { actions: 'noteUnits' },
  'task-run.settings-changed': { actions: 'noteSettings' },
  'task-run.stopped': { target: 'stopped', actions: 'noteStopped' },
} as const;

/** The life of a run: opening, giving out work, perhaps paused, then stopped or completed. */
export const machine = setup({
  types: {} as { context: Context; events: TaskRunFact },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'task-run.opened') return context;
      const { runId, task, lazy, settings } = event.data;
      return { runId, task, lazy, settings };
    }),
    noteDataEnded: assign({ dataEnded: true }),
    noteStopped: assign({ stopped: true }),
    noteHidden: assign({ hidden: true }),
    noteShown: assign({ hidden: false }),
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
    completed: { on: { ...sinceOpened, 'task-run.extended': { target: 'launched', actions: 'noteUnits' } } },
  },
});

/** A run as a fold over its facts. */
export const taskRun = actorOf(machine);
export type TaskRun = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** A command that steers the run as a whole. */
export type TaskRunCommand =
  | ({ type: 'task-run.open' } & Parameters<typeof TaskRunOpened>[0])
  | { type: 'task-run.launch' }
  | { type: 'task-run.end-data'; assignments: number; failure?: string }
  | Steering
  | Change
  | { type: 'task-run.stop' | 'task-run.hide' | 'task-run.show' };
type Steering =
  | { type: 'task-run.pause' | 'task-run.resume'; note?: string }
  /** `hasCode`, true by default, says whether the task's code may run; the workspace knows it. */
  | { type: 'task-run.extend'; unitsPerAssignment: number; hasCode?: boolean; reason?: string };
/** New values by key of the config, null for none. The requirements are all that the run asks for with them. */
type Change = {
  type: 'task-run.change-settings';
  /** The config that the run was opened with. */
  opened: ConfigValues;
  values: ConfigValues;
  requirements?: Requirement[];
  hasCode?: boolean;
  reason?: string;
};

/** Returns an empty list when the run is already in the state asked for; throws when it cannot get there. */
export function decide(command: TaskRunCommand, run: TaskRun): TaskRunFact[] {
  const { runId, dataEnded } = run.context;
  switch (command.type) {
    case 'task-run.open': {
      const { type: _, ...opening } = command;
      if (!run.matches('initial')) throw refuse('run/already-open', { run: runId });
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
    case 'task-run.hide':
      if (run.context.hidden) return [];
      if (!run.matches('stopped') && !run.matches('completed')) throw refuse('run/not-over', { run: runId });
      return [TaskRunHidden({ runId })];
    case 'task-run.show':
      return run.context.hidden ? [TaskRunShown({ runId })] : [];
    case 'task-run.change-settings':
      return change(command, run);
    default:
      return steer(command, run);
  }
}

/** Only what differs is recorded; more units per assignment are an extension. */
function change({ opened, values, requirements, hasCode, reason }: Change, run: TaskRun): TaskRunFact[] {
  const { runId, settings, changedConfig } = run.context;
  if (!isCollecting(run)) throw refuse('run/not-open', { run: runId, status: statusOf(run) });
  const present = presentValues({ ...opened, ...changedConfig }, settings);
  const { units_per_assignment: units, ...changed } = differing(values, present);
  const extension = { type: 'task-run.extend', unitsPerAssignment: Number(units), hasCode, reason } as const;
  return [
    ...(units === undefined ? [] : steer(extension, run)),
    ...(Object.keys(changed).length === 0
      ? []
      : [
          TaskRunSettingsChanged({
            ...{ runId, config: changed, settings: settingsFrom(changed, requirements) },
            ...(reason ? { reason } : {}),
          }),
        ]),
  ];
}

function steer(command: Steering, run: TaskRun): TaskRunFact[] {
  const { runId, settings } = run.context;
  switch (command.type) {
    case 'task-run.pause':
      if (run.matches('paused')) return [];
      if (!run.matches('launched')) throw refuse('run/not-launched', { run: runId, status: statusOf(run) });
      return [TaskRunPaused({ runId, ...noteOf(command) })];
    case 'task-run.resume':
      if (run.matches('launched')) return [];
      if (!run.matches('paused')) throw refuse('run/not-launched', { run: runId, status: statusOf(run) });
      return [TaskRunResumed({ runId, ...noteOf(command) })];
    case 'task-run.extend': {
      const { unitsPerAssignment, hasCode = true, reason } = command;
      if (!isExtensible(run)) throw refuse('run/not-open', { run: runId, status: endOf(run) });
      if (!hasCode && mayAskForData(run)) throw refuse('run/code-not-trusted', { run: runId });
      if (unitsPerAssignment <= settings.unitsPerAssignment) {
        throw refuse('run/not-more', { run: runId, units: settings.unitsPerAssignment });
      }
      return [TaskRunExtended({ runId, unitsPerAssignment, ...(reason ? { reason } : {}) })];
    }
  }
}

const noteOf = ({ note }: { note?: string }) => (note ? { note } : {});

/** Whether the run can be extended: also once it completed by itself. */
const isExtensible = (run: TaskRun): boolean => isCollecting(run) || (run.matches('completed') && !run.context.stopped);

/** Whether more assignments may be read from the task's data, now or once the run is extended. */
export const mayAskForData = (run: TaskRun): boolean => isExtensible(run) && !run.context.dataEnded;

const endOf = (run: TaskRun): string => (run.context.stopped ? 'stopped' : statusOf(run));

/** The run's state by name: `initial`, `opening`, `launched`, `paused`, `stopped` or `completed`. */
export const statusOf = (run: TaskRun): string => run.value as string;

/** Whether assignments may still be added, and units given out now or after a pause. */
export const isCollecting = (run: TaskRun): boolean =>
  run.matches('opening') || run.matches('launched') || run.matches('paused');

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
