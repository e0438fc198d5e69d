import { isDeepStrictEqual } from 'node:util';
import { isCollecting } from '../actors/task-run.ts';
import { orderText } from '../projections/runs/order-text.ts';
import { TaskConfig } from './config/task-keys.ts';
import { type LaunchedRun, planOf } from './launch-plan.ts';
import type { ManagedRun, ManagedRuns } from './managed-runs.ts';
import type { Task, TaskFolder } from './ports/tasks.ts';

/** The newest run of the same folder, settings, config and data that is not over, if there is one; one for development only if that is asked for. */
export async function unfinishedRun(
  { managed, code, tasks }: Pick<ManagedRuns, 'managed' | 'code' | 'tasks'>,
  { folder, overrides = {}, development = false }: TaskFolder & { development?: boolean },
  task: Task,
): Promise<ManagedRun | undefined> {
  const alike = [...managed.values()].filter(({ run }) => {
    const opening = run.opening();
    if (!opening || !isCollecting(run.mailbox.run.taskRun) || !code.isTrusted(run)) return false;
    const { launched, config } = opening;
    return (
      [folder, task.folder].includes(launched.folder) &&
      launched.config === task.configName &&
      (launched.development ?? false) === development &&
      isDeepStrictEqual(launched.overrides ?? {}, overrides) &&
      isSameConfig(config, task.recorded)
    );
  });
  if (alike.length === 0) return undefined;
  const dataSha256 = await tasks.dataSha256(task);
  return alike.findLast(({ run }) => run.opening()?.launched.dataSha256 === dataSha256);
}

/** Whether a recorded config means the same, with the defaults of keys that there were not yet. */
export function isSameConfig(recorded: unknown, config: TaskConfig): boolean {
  const { data } = TaskConfig.safeParse(recorded);
  return isDeepStrictEqual(JSON.parse(JSON.stringify(data ?? null)), JSON.parse(JSON.stringify(config)));
}

/** Waits until a run that is not over is open to workers; its plan is that of its data. */
export async function goOnWith(
  { tasks }: Pick<ManagedRuns, 'tasks'>,
  { run, producer }: ManagedRun,
  task: Task,
): Promise<LaunchedRun> {
  await producer?.launched;
  const reader = await tasks.open(task);
  try {
    const order = orderText(run.mailbox.run.taskRun.context.settings.unitOrder);
    return { run: run.runId, plan: { ...planOf(task, await reader.summarize()), order, creates: [] }, goesOn: true };
  } finally {
    await reader.close();
  }
}
