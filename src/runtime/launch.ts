import type { Outcome } from '../actors/mailbox.ts';
import type { RunId } from '../events/ids.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import { askUntilStored } from './ask-until-stored.ts';
import { type HeldRuns, holdRun, loadRun, produce } from './held-runs.ts';
import { newRunId } from './ids.ts';
import type { OnProgress, Task, TaskFolder, TaskHost } from './ports/tasks.ts';

type Opening = Parameters<typeof TaskRunOpened>[0];

/** What a run is opened with, for life. */
function openingOf(
  runId: RunId,
  task: Task,
  host: Pick<TaskHost, 'kind'>,
  { folder, config, overrides }: TaskFolder,
): Opening {
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

/** Opens a run of a task folder and makes its assignments; resolves when workers can come. A failed launch leaves no run. */
export async function launch(runs: HeldRuns, request: TaskFolder, progress: OnProgress, by: string): Promise<RunId> {
  const { tasks, held } = runs;
  const task = await tasks.loadForLaunch(request);
  progress({ step: `Reading ${task.config.data}` });
  const host = await tasks.open(task);
  const runId = newRunId(task.slug);
  try {
    await host.count();
    await tasks.preparePage(task, runId, progress);
    const mine = holdRun(runs, await loadRun(runs, runId));
    const { mailbox } = mine.run;
    const isDone = () => !mailbox.run.taskRun.matches('unborn');
    const command = { type: 'task-run.open', ...openingOf(runId, task, host, request) } as const;
    await askUntilStored(mailbox, { command, by, isDone });
    await produce(runs, mine, async () => host, progress);
  } catch (error) {
    await host.close();
    await tasks.removePage(runId);
    if (held.get(runId)?.run.mailbox.sequence === 0) held.delete(runId);
    throw error;
  }
  return runId;
}

/** Opens a run in place of one that cannot be read any more, with the page of that one. */
export async function recreate(runs: HeldRuns, opening: Opening, instead: RunId, by: string): Promise<Outcome> {
  const { runId } = opening;
  if (runs.held.has(runId)) return { facts: [], sequence: 0 };
  await runs.tasks.copyPage(instead, runId);
  return holdRun(runs, await loadRun(runs, runId)).run.mailbox.ask({ type: 'task-run.open', ...opening }, by);
}
