import type { Outcome } from '../actors/mailbox.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { WorkspaceRequest } from '../actors/workspace.ts';
import { type RunId, RunId as RunIdShape, type WorkerId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import {
  addQuarantined,
  admit,
  closeRuns,
  type HeldRun,
  type HeldRuns,
  holdBack,
  holdRun,
  loadRun,
  openRuns,
  resume,
  runOf,
  untrustedCode,
} from './held-runs.ts';
import { pseudonymizer, randomLetters, stamper } from './ids.ts';
import { launch, recreate } from './launch.ts';
import type { OpenRun } from './open-run.ts';
import { arrivingAs, type OpenWorkspace, openWorkspace } from './open-workspace.ts';
import { gather, pauseBeforeRetry } from './pauses.ts';
import type { OnProgress, TaskFolder } from './ports/tasks.ts';
import { openPseudonymKey } from './pseudonym-key.ts';
import { type QuarantinedRun, quarantineArriving, quarantined } from './quarantine.ts';
import { reportReading } from './reading.ts';
import type { RuntimeSettings } from './settings.ts';
import { taskCode } from './task-code.ts';

/** Owns the runs of one log: replays them, decides for them, and performs their to-dos. */
export type Runtime = {
  /** The run of this id; throws `run/unknown`. */
  run(runId: string): OpenRun;
  runs(): OpenRun[];
  /** The runs whose history cannot be read or is not here whole; no command reaches them. */
  quarantined(): readonly QuarantinedRun[];
  /** Quarantines a run of which an import, known by its label, is about to bring the first commit. */
  holdBack(runId: RunId, label: string): Promise<void>;
  /** Opens a run that an import has brought whole, and stops it if it was collecting; gives the last commit it had then, or nothing if it is open. */
  admit(runId: RunId, by: string): Promise<number | undefined>;
  ask(runId: string, command: RunCommand, by: string): Promise<Outcome>;
  /** What stands above the runs: qualifications, and what was decided about workers. */
  workspace: OpenWorkspace;
  askWorkspace(command: WorkspaceRequest, by: string): Promise<Outcome>;
  /** Whether this worker ever had a unit in a run that can be read. */
  hasWorked(workerId: WorkerId): boolean;
  /** Opens a run in place of one that cannot be read any more, with the page of that one. */
  recreate(opening: Parameters<typeof TaskRunOpened>[0], instead: RunId, by: string): Promise<Outcome>;
  launch(request: TaskFolder, progress: OnProgress, by: string): Promise<RunId>;
  /** The pseudonym of a worker of a provider. */
  workerId(provider: string, name: string): WorkerId;
  /** Whether some run's log has stopped answering. */
  isCutOff(): boolean;
  /** Open problems, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};

/** Replays all runs of a log and, once it has proved to be whole, lets them go on. */
export async function openRuntime(settings: RuntimeSettings): Promise<Runtime> {
  const { log, say, signal } = settings;
  const reading = await reportReading(log, say, signal);
  try {
    return await openOn(reading.log, settings);
  } finally {
    reading.end();
  }
}

async function openOn(log: Log, settings: Omit<RuntimeSettings, 'log'>): Promise<Runtime> {
  const { tasks, now, say, refusalNow, proven } = settings;
  const stamp = stamper(now);
  const { pseudonymKey } = await openPseudonymKey(log, stamp);
  const mailboxSettings = { stamp, refusalNow, commitId: () => randomLetters(16), pause: pauseBeforeRetry, gather };
  const workspace = await openWorkspace({ ...mailboxSettings, log });
  const runs: HeldRuns = {
    ...{ log, tasks, now, say, mailboxSettings, workspace },
    code: taskCode(workspace, tasks),
    held: new Map(),
    quarantined: [],
    problems: new Map(),
  };
  const loaded = await loadAll(runs, settings.signal);
  await proven;
  for (const one of loaded) resume(runs, holdRun(runs, one));
  for (const sentence of [...runs.quarantined.map((one) => one.sentence), ...untrustedCode(runs)]) say(sentence);
  return runtimeOf(runs, pseudonymizer(pseudonymKey));
}

/** Reads every run of the log; those that cannot be opened are quarantined. */
async function loadAll(runs: HeldRuns, signal: AbortSignal | undefined): Promise<HeldRun[]> {
  const { log, workspace } = runs;
  const loaded: HeldRun[] = [];
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

function runtimeOf(runs: HeldRuns, workerId: Runtime['workerId']): Runtime {
  const { workspace, code } = runs;
  const hasWorked = (worker: WorkerId) => openRuns(runs).some(({ mailbox }) => mailbox.run.workers.has(worker));
  return {
    run: (runId) => runOf(runs, runId),
    runs: () => openRuns(runs),
    quarantined: () => runs.quarantined,
    holdBack: (runId, label) => holdBack(runs, runId, label),
    admit: (runId, by) => admit(runs, runId, by),
    async ask(runId, command, by) {
      const run = runOf(runs, runId);
      return run.mailbox.ask(
        command.type === 'task-run.extend' ? { ...command, hasCode: code.isTrusted(run) } : command,
        by,
      );
    },
    workspace,
    askWorkspace: (command, by) =>
      workspace.mailbox.ask(
        'workerId' in command ? { ...command, hasWorked: hasWorked(command.workerId) } : command,
        by,
      ),
    hasWorked,
    recreate: (opening, instead, by) => recreate(runs, opening, instead, by),
    launch: (request, progress, by) => launch(runs, request, progress, by),
    workerId,
    isCutOff: () => [workspace, ...openRuns(runs)].some(({ mailbox }) => mailbox.isCutOff),
    problems: () => [...runs.problems.values(), ...untrustedCode(runs)],
    close: () => closeRuns(runs),
  };
}
