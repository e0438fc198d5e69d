import type { Overlap } from '../events/overlap.ts';
import {
  TaskRunCodeLoaded,
  TaskRunDataEnded,
  TaskRunDataFailed,
  TaskRunExtended,
  type TaskRunFact,
  TaskRunHidden,
  TaskRunLaunched,
  TaskRunOpened,
  TaskRunPageBuilt,
  TaskRunPaused,
  TaskRunResumed,
  TaskRunSettingsChanged,
  TaskRunShown,
  TaskRunStopped,
} from '../events/task-run.ts';
import {
  afterChange,
  type ConfigValues,
  differing,
  type MadeSettings,
  presentValues,
  settingsFrom,
} from './changeable-settings.ts';
import { refuse } from './refusals.ts';
import {
  endOf,
  isCollecting,
  isExtensible,
  mayAskForData,
  requireDevelopment,
  statusOf,
  type TaskRun,
} from './task-run.ts';

/** A command that steers the run as a whole. */
export type TaskRunCommand =
  | ({ type: 'task-run.open' } & Parameters<typeof TaskRunOpened>[0])
  | { type: 'task-run.launch' }
  | { type: 'task-run.end-data'; assignments: number; failure?: string }
  | Steering
  | Change
  | CodeNote
  | PageNote
  | { type: 'task-run.stop' | 'task-run.hide' | 'task-run.show' };
type Steering =
  | { type: 'task-run.pause' | 'task-run.resume'; note?: string }
  /** `hasCode`, true by default, says whether the task's code may run; the workspace knows it. */
  | { type: 'task-run.extend'; unitsPerAssignment: number; hasCode?: boolean; reason?: string };
/** New values by key of the config, null for none, and what is made of them. */
type Change = {
  type: 'task-run.change-settings';
  /** The config that the run was opened with. */
  opened: ConfigValues;
  values: ConfigValues;
  hasCode?: boolean;
  reason?: string;
} & MadeSettings;

/** Which version of the task's code decides from now on; one that was known already is recorded only if somebody asked to load it. */
type CodeNote = { type: 'task-run.note-code'; file?: string; sha256?: string; isAsked?: boolean };

/** What the page of a run for development is now. */
type PageNote = { type: 'task-run.note-page'; sha256: string };

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
    case 'task-run.note-code':
      return noteCode(command, run);
    case 'task-run.note-page':
      requireDevelopment(run);
      return [TaskRunPageBuilt({ runId, sha256: command.sha256 })];
    default:
      return steer(command, run);
  }
}

function noteCode({ type: _, isAsked, ...code }: CodeNote, run: TaskRun): TaskRunFact[] {
  const { runId, codeSha256 } = run.context;
  if (run.matches('initial')) throw refuse('run/not-open', { run: runId, status: statusOf(run) });
  return isAsked || code.sha256 !== codeSha256 ? [TaskRunCodeLoaded({ runId, ...code })] : [];
}

/**
 * Only what differs is recorded; more units per assignment are an extension. A completed run changes only together with one, which
 * launches it again.
 */
function change({ opened, values, requirements, rules, hasCode, reason }: Change, run: TaskRun): TaskRunFact[] {
  const { runId, settings, changedConfig } = run.context;
  const present = presentValues({ ...opened, ...changedConfig }, settings);
  const { units_per_assignment: units, ...changed } = differing(values, present);
  if (!isCollecting(run) && !(units !== undefined && isExtensible(run)))
    throw refuse('run/not-open', { run: runId, status: endOf(run) });
  if ('open_link' in changed) assertNewLink(changed.open_link, opened, run);
  const changes = settingsFrom(changed, { requirements, rules });
  const { overlap } = afterChange(settings, changes);
  return [
    ...(units === undefined ? [] : extend({ unitsPerAssignment: Number(units), hasCode, reason }, run, overlap)),
    ...(Object.keys(changed).length === 0
      ? []
      : [
          TaskRunSettingsChanged({
            ...{ runId, config: changed, settings: changes },
            ...(reason ? { reason } : {}),
          }),
        ]),
  ];
}

/** A word that the run has had would make its link valid again. */
function assertNewLink(word: unknown, opened: Change['opened'], run: TaskRun): void {
  const { runId, openLinks = [] } = run.context;
  const had = [opened.open_link, ...openLinks].map((one) => one ?? null);
  if (had.includes(word ?? null)) throw refuse('run/open-link-used', { run: runId, word: word ? String(word) : null });
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
    case 'task-run.extend':
      return extend(command, run, settings.overlap);
  }
}

type Extension = Omit<Extract<Steering, { type: 'task-run.extend' }>, 'type'>;

/** More units for every assignment, as long as those that follow from disagreement are still allowed. */
function extend(
  { unitsPerAssignment, hasCode = true, reason }: Extension,
  run: TaskRun,
  overlap: Overlap | undefined,
): TaskRunFact[] {
  const { runId, settings } = run.context;
  if (!isExtensible(run)) throw refuse('run/not-open', { run: runId, status: endOf(run) });
  if (settings.conversation) throw refuse('conversation/not-extensible', { run: runId });
  if (!hasCode && mayAskForData(run)) throw refuse('run/code-not-trusted', { run: runId });
  if (unitsPerAssignment <= settings.unitsPerAssignment) {
    throw refuse('run/not-more', { run: runId, units: settings.unitsPerAssignment });
  }
  if (overlap && unitsPerAssignment > overlap.mostUnits) {
    throw refuse('run/over-max-units', { run: runId, units: unitsPerAssignment, most: overlap.mostUnits });
  }
  return [TaskRunExtended({ runId, unitsPerAssignment, ...(reason ? { reason } : {}) })];
}

const noteOf = ({ note }: { note?: string }) => (note ? { note } : {});
