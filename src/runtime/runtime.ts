import type { Outcome } from '../actors/mailbox.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { WorkspaceRequest } from '../actors/workspace.ts';
import type { LaunchPlan } from '../api/launch.ts';
import { type RunId, RunId as RunIdShape, type WorkerId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import { type AddDataRequest, type DataOutcome, dataAdditions } from './add-data.ts';
import { type SettingsOutcome, type SettingsRequest, settingsChanges } from './change-settings.ts';
import { requireFollowedHere } from './follow-rules.ts';
import { pseudonymizer, randomLetters, stamper } from './ids.ts';
import { requireOwn } from './imported.ts';
import { launch, launchAgain, planLaunch, recreate } from './launch.ts';
import type { LaunchedRun } from './launch-plan.ts';
import {
  addQuarantined,
  admit,
  closeRuns,
  loadRun,
  type ManagedRun,
  type ManagedRuns,
  manageRun,
  type OnCommit,
  openRuns,
  quarantineForImport,
  releaseSeats,
  resume,
  runOf,
  runsCountedWith,
  runsOfTask,
  untrustedCode,
} from './managed-runs.ts';
import type { OpenRun } from './open-run.ts';
import { arrivingAs, type OpenWorkspace, openWorkspace } from './open-workspace.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import type { LaunchAgain, LaunchRequest, OnProgress, TaskFolder } from './ports/tasks.ts';
import { openPseudonymKey } from './pseudonym-key.ts';
import { type QuarantinedRun, quarantineArriving, quarantined } from './quarantine.ts';
import { reportReading } from './reading-progress.ts';
import { pageRebuilds, type RebuildOutcome } from './rebuild-page.ts';
import { noteCode, type ReloadOutcome, reloadCode } from './reload-code.ts';
import { type RunHost, runFunctions } from './run-functions.ts';
import { runsRequiring } from './runs-requiring.ts';
import type { RuntimeSettings } from './settings.ts';
import { taskCode } from './task-code.ts';
import { openWithinBudget, type WithinBudget } from './within-budget.ts';

/** Owns the runs of one log: replays them, decides for them, and performs their to-dos. */
export type Runtime = {
  /** The run of this id; throws `run/unknown`. */
  run(runId: string): OpenRun;
  runs(): OpenRun[];
  /** The open runs of the same task, this one among them. */
  runsOfTask(run: OpenRun): readonly OpenRun[];
  /** The other runs whose gold units count together with those of this one. */
  runsCountedWith(run: OpenRun): Iterable<OpenRun>;
  /** Calls the listener with each run that ends: it gives out no more units, unless it is extended. */
  onEnded(listener: (runId: RunId) => void): void;
  /** Calls the listener with each commit that is stored from now on. */
  onCommit(listener: OnCommit): void;
  /** Records the deadlines of seats, too, once the conversations have gone on after an interruption. */
  releaseSeats(): void;
  /** The runs whose history is unreadable or incomplete; they accept no commands. */
  quarantined(): readonly QuarantinedRun[];
  /** Quarantines a run before an import with this label records its first commit. */
  quarantineForImport(runId: RunId, label: string): Promise<void>;
  /** Opens a completely imported run, and stops it if it was collecting; resolves to the sequence of its last imported commit, or undefined if it is open. */
  admit(runId: RunId, by: string): Promise<number | undefined>;
  ask(runId: string, command: RunCommand, by: string): Promise<Outcome>;
  /** Changes settings of an open run, by keys of the config; throws `run/bad-settings` with all faults. */
  changeSettings(runId: string, request: SettingsRequest, by: string): Promise<SettingsOutcome>;
  /** Adds a file of items to an open run, or goes on with one that broke off. */
  addData(runId: string, request: AddDataRequest, by: string): Promise<DataOutcome>;
  /** The workspace: qualifications, workers, verdicts and imports. */
  workspace: OpenWorkspace;
  askWorkspace(command: WorkspaceRequest, by: string): Promise<Outcome>;
  /** Commits money within the budgets of a run, its task and its requesters. */
  withinBudget: WithinBudget;
  /** Whether this worker ever had a unit in a readable run. */
  hasWorked(workerId: WorkerId): boolean;
  /** Opens a run in place of one that cannot be read any more, with a copy of its page. */
  recreate(opening: Parameters<typeof TaskRunOpened>[0], instead: RunId, by: string): Promise<Outcome>;
  launch(request: LaunchRequest, progress: OnProgress, by: string): Promise<LaunchedRun>;
  /** Launches another run of the folder, config and settings of a run. */
  launchAgain(request: LaunchAgain, progress: OnProgress, by: string): Promise<LaunchedRun>;
  /** Checks everything that a launch would, and launches nothing. */
  planLaunch(request: TaskFolder, progress: OnProgress): Promise<LaunchPlan>;
  /**
   * The functions of a run's own code; undefined if it has none, or was imported. Rejects with a `Refusal` if its code is not
   * trusted here, or cannot be loaded; the next call tries again.
   */
  functionsOf(run: OpenRun): Promise<TaskFunctions | undefined>;
  /** Loads the code of a run again; code that is refused leaves the former one in place. */
  reloadCode(runId: string, by: string): Promise<ReloadOutcome>;
  /** Builds the page of an open run for development anew; a page that is refused leaves the former one in place. */
  rebuildPage(runId: string, by: string): Promise<RebuildOutcome>;
  /** The hosts of the runs' own code. */
  hosts(): RunHost[];
  /** The pseudonym of a worker of a provider. */
  workerId(provider: string, name: string): WorkerId;
  /** Whether the log of any run has stopped replying. */
  isCutOff(): boolean;
  /** Open problems, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};

/** Replays all runs of a log and, once the log is proved complete, starts them. */
export async function openRuntime(settings: RuntimeSettings): Promise<Runtime> {
  const { log, notify, signal } = settings;
  const reading = await reportReading(log, notify, signal);
  try {
    return await openOn(reading.log, settings);
  } finally {
    reading.end();
  }
}

async function openOn(log: Log, settings: Omit<RuntimeSettings, 'log'>): Promise<Runtime> {
  const { tasks, now, notify, refusalNow, proven, defaultIdentity } = settings;
  const stamp = stamper(now);
  const { pseudonymKey } = await openPseudonymKey(log, stamp);
  const mailboxSettings = { stamp, refusalNow, commitId: () => randomLetters(16), pause: pauseBeforeRetry, gather };
  const workspace = await openWorkspace({ ...mailboxSettings, log });
  const code = taskCode(workspace, tasks);
  const withinBudget = openWithinBudget({
    budgets: () => workspace.mailbox.state.budgets,
    runs: () => openRuns(runs).map(({ mailbox }) => mailbox.run),
  });
  const runs: ManagedRuns = {
    ...{ log, tasks, now, notify, defaultIdentity, mailboxSettings, workspace, withinBudget, code },
    functions: runFunctions({ open: code.functions, onVersion: noteCode, now }),
    ...{ managed: new Map(), byTask: new Map(), byGold: new Map(), launching: new Map() },
    ...{ quarantined: [], problems: new Map(), onEnded: new Set(), onCommit: new Set() },
    seats: { areHeld: true },
  };
  const loaded = await loadAll(runs, settings.signal);
  await proven;
  for (const one of loaded) resume(runs, manageRun(runs, one));
  for (const sentence of [...runs.quarantined.map((one) => one.sentence), ...untrustedCode(runs)]) notify(sentence);
  return runtimeOf(runs, pseudonymizer(pseudonymKey));
}

/** Reads every run of the log; those that cannot be opened are quarantined. */
async function loadAll(runs: ManagedRuns, signal: AbortSignal | undefined): Promise<ManagedRun[]> {
  const { log, workspace } = runs;
  const loaded: ManagedRun[] = [];
  for (const runId of await log.runs()) {
    try {
      const label = arrivingAs(workspace, runId);
      if (label === undefined) loaded.push(await loadRun(runs, RunIdShape.parse(runId)));
      else addQuarantined(runs, await quarantineArriving(runId, label, log));
    } catch (error) {
      signal?.throwIfAborted();
      addQuarantined(runs, await quarantined(runId, log, error));
    }
  }
  return loaded;
}

function runtimeOf(runs: ManagedRuns, workerId: Runtime['workerId']): Runtime {
  const { workspace, code } = runs;
  const hasWorked = (worker: WorkerId) =>
    openRuns(runs).some(({ mailbox: { run } }) => run.workers.has(worker) || run.onboardings.last.has(worker));
  const changeSettings = settingsChanges(workspace);
  const additions = dataAdditions(runs);
  const isKnown = (command: { workerId: WorkerId; isNamed?: boolean }) =>
    command.isNamed === true || hasWorked(command.workerId);
  return {
    run: (runId) => runOf(runs, runId),
    runs: () => openRuns(runs),
    runsOfTask: (run) => runsOfTask(runs, run),
    runsCountedWith: (run) => runsCountedWith(runs, run),
    onEnded: (listener) => void runs.onEnded.add(listener),
    onCommit: (listener) => void runs.onCommit.add(listener),
    releaseSeats: () => releaseSeats(runs),
    quarantined: () => runs.quarantined,
    quarantineForImport: (runId, label) => quarantineForImport(runs, runId, label),
    admit: (runId, by) => admit(runs, runId, by),
    async ask(runId, command, by) {
      const run = runOf(runs, runId);
      if (collectsMore.has(command.type)) requireOwn(workspace, run);
      if (command.type === 'rule.undo') requireFollowedHere(run, workspace, command.applicationId);
      return run.mailbox.ask(
        command.type === 'task-run.extend' ? { ...command, hasCode: code.isTrusted(run) } : command,
        by,
      );
    },
    async changeSettings(runId, request, by) {
      const run = runOf(runs, runId);
      requireOwn(workspace, run);
      return changeSettings(run, request, { by, hasCode: code.isTrusted(run) });
    },
    addData: async (runId, request, by) => additions.add(runOf(runs, runId), request, by),
    workspace,
    askWorkspace(command, by) {
      if ('workerId' in command) return workspace.mailbox.ask({ ...command, hasWorked: isKnown(command) }, by);
      if (command.type !== 'qualification.retire') return workspace.mailbox.ask(command, by);
      return workspace.mailbox.ask(
        { ...command, requiredBy: runsRequiring(openRuns(runs), command.qualificationId) },
        by,
      );
    },
    withinBudget: runs.withinBudget,
    hasWorked,
    recreate: (opening, instead, by) => recreate(runs, opening, instead, by),
    launch: (request, progress, by) => launch(runs, request, progress, by),
    launchAgain: (request, progress, by) => launchAgain(runs, request, progress, by),
    planLaunch: (request, progress) => planLaunch(runs.tasks, request, progress, workspace),
    functionsOf: runs.functions.of,
    reloadCode: async (runId, by) => reloadCode(runs, runOf(runs, runId), by),
    rebuildPage: pageRebuilds(runs),
    hosts: runs.functions.hosts,
    workerId,
    isCutOff: () => [workspace, ...openRuns(runs)].some(({ mailbox }) => mailbox.isCutOff),
    problems: () => [
      ...runs.problems.values(),
      ...untrustedCode(runs),
      ...runs.functions.problems(),
      ...additions.problems(openRuns(runs)),
    ],
    close: () => closeRuns(runs),
  };
}

/** What leads to more work in a run. */
const collectsMore: ReadonlySet<string> = new Set<RunCommand['type']>(['task-run.extend', 'invitation.create']);

/** Turns of the event loop before the next commit: most callers that just got a reply have sent their next command by then. */
const gatherTurns = 3;

async function gather(): Promise<void> {
  for (let turn = 0; turn < gatherTurns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The pause before a retry at the log: 100 ms, doubled each time, at most 1 s. */
const pauseBeforeRetry = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(50 * 2 ** attempt, 1000)));
