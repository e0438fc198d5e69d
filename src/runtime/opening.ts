import type { RunId } from '../events/ids.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import type { Task, TaskFolder, TaskHost } from './ports/tasks.ts';

/** What a run is opened with, for life. */
export function openingOf(
  runId: RunId,
  task: Task,
  host: Pick<TaskHost, 'kind'>,
  { folder, config, overrides }: TaskFolder,
): Parameters<typeof TaskRunOpened>[0] {
  const keys = task.config;
  return {
    runId,
    task: keys.task_name,
    title: keys.task_title,
    lazy: host.kind === 'generator',
    launched: { folder, config, overrides },
    config: task.recorded as Record<string, unknown>,
    settings: {
      unitsPerAssignment: keys.units_per_assignment,
      assignmentDurationSeconds: keys.assignment_duration_in_seconds,
      maximumUnitsPerWorker: keys.maximum_units_per_worker,
      allowedConcurrent: keys.allowed_concurrent,
      maxNumConcurrentUnits: keys.max_num_concurrent_units,
      autoSubmitBeforeExpirationSeconds: keys.auto_submit_before_expiration_sec,
    },
  };
}
