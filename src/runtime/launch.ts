import type { Outcome } from '../actors/mailbox.ts';
import { overlapOf } from '../actors/overlap.ts';
import type { LaunchPlan } from '../api/launch.ts';
import type { RunId } from '../events/ids.ts';
import type { TaskRunOpened, WorkerIdentity } from '../events/task-run.ts';
import { orderText } from '../projections/runs/order-text.ts';
import { askUntilStored } from './ask-until-stored.ts';
import { requireKnownAnswers } from './assessment-plan.ts';
import { unitsPerItem } from './config/conversation-keys.ts';
import { unitOrderOf } from './config/order-keys.ts';
import { treatmentsOf } from './config/treatment-keys.ts';
import { withDeclared } from './declared.ts';
import { newRunId, newSeed } from './ids.ts';
import { requireOwn } from './imported.ts';
import { type LaunchedRun, planOf, requireKnownKeys } from './launch-plan.ts';
import { loadRun, type ManagedRuns, manageRun, produce, runOf } from './managed-runs.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import type { DataReader, LaunchAgain, LaunchRequest, OnProgress, Task, TaskFolder, Tasks } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';
import { type OpenedFunctions, openTaskFunctions } from './run-functions.ts';
import { trustedFolderOf } from './task-code.ts';
import { goOnWith, isSameConfig, unfinishedRun } from './unfinished-run.ts';
import { missingQualifications, type WhoMayWork, whoMayWorkOf } from './who-may-work.ts';

/** A task folder, and whether the run is for development. */
type Wanted = Omit<LaunchRequest, 'goOn'>;

type Opening = Parameters<typeof TaskRunOpened>[0];

/** The unchangeable settings of a run. */
function openingOf(
  { task, reader, runId, dataSha256, opened }: Prepared,
  { folder, config, overrides, development }: Wanted,
  { defaultIdentity, ...whoMayWork }: WhoMayWork & { defaultIdentity: WorkerIdentity },
): Opening {
  const keys = task.config;
  const unitOrder = unitOrderOf(keys, newSeed());
  const treatments = treatmentsOf(keys, newSeed());
  return {
    runId,
    task: keys.task_name,
    title: keys.task_title,
    lazy: reader.kind === 'generator',
    launched: {
      folder,
      config: task.configName ?? config,
      overrides,
      ...(task.moved ? { file: task.configFile } : {}),
      dataSha256,
      ...(development ? { development: true as const } : {}),
    },
    config: task.recorded as Record<string, unknown>,
    settings: {
      unitsPerAssignment: unitsPerItem(keys),
      assignmentDurationSeconds: keys.assignment_duration_in_seconds,
      maximumUnitsPerWorker: keys.maximum_units_per_worker,
      allowedConcurrent: keys.allowed_concurrent,
      maxNumConcurrentUnits: keys.max_num_concurrent_units,
      autoSubmitBeforeExpirationSeconds: keys.auto_submit_before_expiration_sec,
      ...(keys.reoffer_returned_units ? { reofferReturnedUnits: true } : {}),
      workerIdentity: keys.panel || keys.offers ? 'panel' : (keys.worker_identity ?? defaultIdentity),
      ...whoMayWork,
      ...(opened?.functions.names.has('onSubmitted') ? { tellsCode: true } : {}),
      ...(keys.agreement ? { overlap: overlapOf(keys.agreement) } : {}),
      ...(unitOrder ? { unitOrder } : {}),
      ...(treatments ? { treatments } : {}),
    },
  };
}

/** Conversations are led by the code of the task; without their settings, nobody would hear of its code for them. */
function requireConversation({ agents_per_conversation: seats }: Task['config'], functions?: TaskFunctions) {
  const has = functions?.names.has('conversation') ?? false;
  if (seats !== undefined && !has) throw refuse('task/no-conversation');
  if (seats === undefined && has) throw refuse('task/conversation-without-seats');
}

/** A task that passed every check of a launch, with its data and functions open and its page in place. */
type Prepared = {
  task: Task;
  dataSha256: string;
  reader: DataReader;
  opened?: OpenedFunctions;
  runId: RunId;
  plan: LaunchPlan;
};

async function prepare(tasks: Tasks, asked: Task, progress: OnProgress): Promise<Prepared> {
  const { code, code_command, data = code } = asked.recorded;
  progress({ step: `Reading ${data}` });
  const dataSha256 = await tasks.dataSha256(asked);
  const reader = await tasks.open(asked);
  const runId = newRunId(asked.slug);
  let opened: OpenedFunctions | undefined;
  try {
    if (code ?? code_command) progress({ step: `Starting ${code ?? code_command}` });
    opened = await openTaskFunctions(tasks, asked);
    const task = opened ? withDeclared(asked, opened.functions) : asked;
    const summary = await reader.summarize();
    requireKnownKeys(task.config, summary);
    requireKnownAnswers(task.config, opened?.functions);
    requireConversation(task.config, opened?.functions);
    await tasks.preparePage({ task, summary }, runId, progress);
    const plan = { ...planOf(task, summary), ...(opened ? { functions: [...opened.functions.names] } : {}) };
    return { task, dataSha256, reader, opened, runId, plan };
  } catch (error) {
    await opened?.functions.close();
    await reader.close();
    await tasks.removePage(runId);
    throw error;
  }
}

/** Checks everything that a launch would, and launches nothing. Without a workspace it is not known what would be created. */
export async function planLaunch(
  tasks: Tasks,
  request: TaskFolder,
  progress: OnProgress,
  workspace?: OpenWorkspace,
): Promise<LaunchPlan> {
  const { reader, opened, runId, plan } = await prepare(tasks, await tasks.loadForLaunch(request), progress);
  await opened?.functions.close();
  await reader.close();
  await tasks.removePage(runId);
  return workspace ? { ...plan, creates: missingQualifications(workspace, plan.qualifications) } : plan;
}

/**
 * Opens a run of a task folder and creates its assignments; resolves when it is open to workers. A failed launch leaves no run. With
 * `goOn`, a run of the same folder, config and data that is not over, or a launch of it in progress, is taken instead.
 */
export async function launch(
  runs: ManagedRuns,
  { goOn, ...request }: LaunchRequest,
  progress: OnProgress,
  by: string,
): Promise<LaunchedRun> {
  const { launching } = runs;
  const key = JSON.stringify([request.folder, request.config, request.overrides, request.development]);
  const inProgress = goOn && launching.get(key);
  if (inProgress) return { ...(await inProgress), goesOn: true };
  const launched = launchOrGoOn(runs, { goOn, ...request }, progress, by);
  launching.set(key, launched);
  return launched.finally(() => launching.get(key) === launched && launching.delete(key));
}

async function launchOrGoOn(
  runs: ManagedRuns,
  { goOn, ...request }: LaunchRequest,
  progress: OnProgress,
  by: string,
): Promise<LaunchedRun> {
  const task = await runs.tasks.loadForLaunch(request);
  const unfinished = goOn ? await unfinishedRun(runs, request, task) : undefined;
  return unfinished ? goOnWith(runs, unfinished, task) : launchNew(runs, request, task, progress, by);
}

/**
 * Launches another run of the folder, config and settings of a run. Throws `run/imported` if these are not here, `task/code-not-trusted` if they came
 * with an archive and no owner trusts them, and `run/task-changed` if config or data are not what they were.
 */
export async function launchAgain(
  runs: ManagedRuns,
  { again, isChanged }: LaunchAgain,
  progress: OnProgress,
  by: string,
): Promise<LaunchedRun> {
  const before = runOf(runs, again);
  const opening = before.opening();
  if (!opening) throw refuse('run/unknown', { run: again });
  requireOwn(runs.workspace, before);
  const { config, overrides, dataSha256 } = opening.launched;
  const folder = trustedFolderOf(runs.workspace, before);
  if (folder === undefined) throw refuse('task/code-not-trusted', { run: again });
  const request = { folder, config, overrides };
  const task = await runs.tasks.loadForLaunch(request);
  const isSameData = dataSha256 === undefined || dataSha256 === (await runs.tasks.dataSha256(task));
  const changed = [...(isSameConfig(opening.config, task.recorded) ? [] : ['config']), ...(isSameData ? [] : ['data'])];
  if (changed.length > 0 && !isChanged) throw refuse('run/task-changed', { run: again, changed });
  return launchNew(runs, request, task, progress, by);
}

async function launchNew(
  runs: ManagedRuns,
  request: Wanted,
  task: Task,
  progress: OnProgress,
  by: string,
): Promise<LaunchedRun> {
  const { tasks, managed } = runs;
  const prepared = await prepare(tasks, task, progress);
  const { reader, opened, runId, plan } = prepared;
  let { order, creates } = plan;
  try {
    const managedRun = manageRun(runs, await loadRun(runs, runId));
    creates = missingQualifications(runs.workspace, plan.qualifications);
    // Last, since they stay if anything after this fails.
    const whoMayWork = await whoMayWorkOf(runs.workspace, task.config, by);
    const decided = { ...whoMayWork, defaultIdentity: runs.defaultIdentity ?? 'unsigned' };
    const { mailbox } = managedRun.run;
    const isDone = () => !mailbox.run.taskRun.matches('initial');
    const command = { type: 'task-run.open', ...openingOf(prepared, request, decided) } as const;
    await askUntilStored(mailbox, { command, by, isDone });
    order = orderText(command.settings.unitOrder);
    runs.functions.adopt(managedRun.run, opened);
    await produce(runs, managedRun, async () => reader, progress);
  } catch (error) {
    await opened?.functions.close();
    await reader.close();
    await tasks.removePage(runId);
    if (managed.get(runId)?.run.mailbox.sequence === 0) managed.delete(runId);
    throw error;
  }
  return { run: runId, plan: { ...plan, order, creates } };
}

/** Opens a run in place of one that cannot be read any more, with a copy of its page. */
export async function recreate(runs: ManagedRuns, opening: Opening, instead: RunId, by: string): Promise<Outcome> {
  const { runId } = opening;
  if (runs.managed.has(runId)) return { facts: [], sequence: 0 };
  await runs.tasks.copyPage(instead, runId);
  return manageRun(runs, await loadRun(runs, runId)).run.mailbox.ask({ type: 'task-run.open', ...opening }, by);
}
