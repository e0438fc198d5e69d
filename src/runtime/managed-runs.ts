import { isRuleFact } from '../actors/rules.ts';
import type { RunMailboxSettings } from '../actors/run-mailbox.ts';
import { assertUnitsExist } from '../actors/run-mailbox.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { Fact } from '../events/catalog.ts';
import type { RunId } from '../events/ids.ts';
import { textOutside } from '../events/outside.ts';
import { hasCode } from './config/code-keys.ts';
import { watchDeadlines } from './deadlines.ts';
import { followRules } from './follow-rules.ts';
import type { LaunchedRun } from './launch-plan.ts';
import { configOf, type OpenRun, openRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { TodoLoop } from './perform-todos.ts';
import type { DataReader, OnProgress } from './ports/tasks.ts';
import { type Producer, startProducer } from './producer.ts';
import { promiseGoldBonuses } from './promise-gold-bonuses.ts';
import { type QuarantinedRun, quarantineArriving } from './quarantine.ts';
import { refuse } from './refusals/refusals.ts';
import type { RunFunctions } from './run-functions.ts';
import type { RuntimeSettings } from './settings.ts';
import type { TaskCode } from './task-code.ts';
import type { WithinBudget } from './within-budget.ts';

/** A run with the performers of its to-dos. */
export type ManagedRun = {
  run: OpenRun;
  deadlines?: ReturnType<typeof watchDeadlines>;
  producer?: Producer;
  rules?: TodoLoop;
  goldBonuses?: TodoLoop;
};

/** A stored commit of a run: its facts in order. */
export type Commit = { sequence: number; facts: readonly Fact[] };
export type OnCommit = (run: OpenRun, commit: Commit) => void;

/** All runs of one log, and the settings to open further ones. */
export type ManagedRuns = Pick<RuntimeSettings, 'log' | 'tasks' | 'now' | 'notify' | 'defaultIdentity'> & {
  mailboxSettings: Omit<RunMailboxSettings, 'log' | 'runId' | 'onStored'>;
  workspace: OpenWorkspace;
  withinBudget: WithinBudget;
  code: TaskCode;
  functions: RunFunctions;
  managed: Map<string, ManagedRun>;
  /** The open runs of each task, so that an arrival need not look through all runs. */
  byTask: Map<string, OpenRun[]>;
  /** Those with the same qualification for right answers of gold units. */
  byGold: Map<string, OpenRun[]>;
  quarantined: QuarantinedRun[];
  /** The launches in progress, by their folder and settings. */
  launching: Map<string, Promise<LaunchedRun>>;
  /** Called with each run that ends: it gives out no more units, unless it is extended. */
  onEnded: Set<(runId: RunId) => void>;
  /** Called with each commit that is stored, once it is. */
  onCommit: Set<OnCommit>;
  /** Whether the deadlines of seats wait until their conversations go on. */
  seats: { areHeld: boolean };
  /** Open problems, one sentence each, by subject. */
  problems: Map<string, string>;
};

/** Sets or clears the problem of a subject. */
function noteProblem({ problems }: ManagedRuns, about: string, problem?: string): void {
  if (problem) problems.set(about, problem);
  else problems.delete(about);
}

/** The open run of this id; throws `run/unknown`. */
export function runOf({ managed }: Pick<ManagedRuns, 'managed'>, runId: string): OpenRun {
  const found = managed.get(runId)?.run;
  if (!found) throw refuse('run/unknown', { run: runId });
  return found;
}

/** All open runs, the oldest first. */
export const openRuns = ({ managed }: ManagedRuns): OpenRun[] => [...managed.values()].map(({ run }) => run);

/** Lists a run under its task and its gold units, once it is opened. */
function listByTask({ byTask, byGold }: ManagedRuns, run: OpenRun): void {
  const { task, settings } = run.opening() ?? {};
  for (const [lists, key] of [
    [byTask, task],
    [byGold, settings?.gold?.correctId],
  ] as const) {
    const listed = key === undefined ? [run] : (lists.get(key) ?? []);
    if (key !== undefined && !listed.includes(run)) lists.set(key, [...listed, run]);
  }
}

/** The open runs of the same task, this one among them. */
export const runsOfTask = ({ byTask }: ManagedRuns, { mailbox }: OpenRun): readonly OpenRun[] =>
  byTask.get(mailbox.run.taskRun.context.task) ?? [];

/**
 * The other runs whose gold units count together with those of this one: they are of one task, or of tasks with one
 * `gold_qualification_base`, whose counts are kept in the same qualifications.
 */
export function* runsCountedWith(runs: ManagedRuns, run: OpenRun): Iterable<OpenRun> {
  const ofTask = runsOfTask(runs, run);
  for (const other of ofTask) if (other !== run) yield other;
  const { gold } = run.mailbox.run.taskRun.context.settings;
  for (const other of runs.byGold.get(gold?.correctId ?? '') ?? []) if (!ofTask.includes(other)) yield other;
}

const isEnd = ({ type }: Fact) => type === 'task-run.stopped' || type === 'task-run.completed';

/** Reads a run from the log, without starting its to-dos. */
export async function loadRun(runs: ManagedRuns, runId: RunId): Promise<ManagedRun> {
  let loaded: ManagedRun | undefined;
  const onStored = ({ sequence, facts }: Commit) => {
    if (!loaded) return;
    if (facts.some(({ type }) => type === 'task-run.opened')) listByTask(runs, loaded.run);
    loaded.deadlines?.note(facts);
    loaded.producer?.wake();
    if (facts.some(isRuleFact)) loaded.rules?.wake();
    if (loaded.run.mailbox.run.goldBonuses.size > 0) loaded.goldBonuses?.wake();
    if (facts.some(isEnd)) for (const hear of runs.onEnded) hear(runId);
    for (const hear of runs.onCommit) hear(loaded.run, { sequence, facts });
  };
  loaded = { run: await openRun(runId, runs.log, runs.mailboxSettings, onStored) };
  assertUnitsExist(loaded.run.mailbox.run);
  return loaded;
}

/** Makes a loaded run available, and watches its deadlines. */
export function manageRun(runs: ManagedRuns, loaded: ManagedRun): ManagedRun {
  const { runId } = loaded.run;
  const report = (problem?: string) => noteProblem(runs, `deadlines of ${runId}`, problem);
  loaded.deadlines = watchDeadlines(loaded.run, runs.now, report, () => runs.seats.areHeld);
  const reportRules = (problem?: string) => noteProblem(runs, `rules of ${runId}`, problem);
  loaded.rules = followRules(loaded.run, runs.workspace, reportRules);
  const reportBonuses = (problem?: string) => noteProblem(runs, `bonuses of ${runId}`, problem);
  loaded.goldBonuses = promiseGoldBonuses(loaded.run, runs.withinBudget, reportBonuses);
  runs.managed.set(runId, loaded);
  listByTask(runs, loaded.run);
  return loaded;
}

/** From now on the deadlines of seats are recorded as well. */
export function releaseSeats({ seats, managed }: ManagedRuns): void {
  seats.areHeld = false;
  for (const { deadlines } of managed.values()) deadlines?.look();
}

/** Starts to create the assignments of a run; resolves when it is open to workers. */
export function produce(
  runs: ManagedRuns,
  managed: ManagedRun,
  open: () => Promise<DataReader>,
  progress: OnProgress,
): Promise<void> {
  const { runId } = managed.run;
  managed.producer = startProducer(managed.run, open, progress);
  managed.producer.launched.catch((error) => {
    const problem = `Run ${runId}: ${textOutside(error.message)}`;
    noteProblem(runs, runId, problem);
    runs.notify(problem);
  });
  return managed.producer.launched;
}

/** Continues to create assignments if the last process had not finished, and starts the host of the task's functions. */
export function resume(runs: ManagedRuns, managed: ManagedRun): void {
  const { run } = managed;
  // What fails is among the problems, and the next call tries again.
  if (isCollecting(run.mailbox.run.taskRun) && hasCode(configOf(run)))
    void runs.functions.of(run).catch(() => undefined);
  const open = runs.code.resumption(managed.run);
  if (typeof open === 'function') void produce(runs, managed, open, () => undefined);
}

/** The runs that create no more assignments because their task's code may not run, one sentence each. */
export const untrustedCode = (runs: ManagedRuns): string[] =>
  openRuns(runs)
    .map((run) => runs.code.resumption(run))
    .filter((reason) => typeof reason === 'string');

/** Lists a run as quarantined, and its reason as a problem. */
export function addQuarantined(runs: ManagedRuns, one: QuarantinedRun): void {
  runs.quarantined.push(one);
  noteProblem(runs, one.run, one.sentence);
}

/** Quarantines a run before an import with this label records its first commit. */
export async function quarantineForImport(runs: ManagedRuns, runId: RunId, label: string): Promise<void> {
  if (runs.quarantined.every(({ run }) => run !== runId))
    addQuarantined(runs, await quarantineArriving(runId, label, runs.log));
}

/** Opens a completely imported run; resolves to the sequence of its last imported commit, or undefined if it is open already. */
export async function admit(runs: ManagedRuns, runId: RunId, by: string): Promise<number | undefined> {
  // A repeated import admits its runs again, and a run must not have two mailboxes.
  if (runs.managed.has(runId)) return undefined;
  const loaded = await loadRun(runs, runId);
  const { mailbox } = loaded.run;
  const { sequence } = mailbox;
  // Before its deadlines are watched, as an imported run must not continue.
  if (isCollecting(mailbox.run.taskRun)) await mailbox.ask({ type: 'task-run.stop' }, by);
  manageRun(runs, loaded);
  const place = runs.quarantined.findIndex(({ run }) => run === runId);
  if (place >= 0) runs.quarantined.splice(place, 1);
  noteProblem(runs, runId);
  return sequence;
}

/** Stops timers and task processes; runs stay readable. */
export async function closeRuns({ managed, functions }: ManagedRuns): Promise<void> {
  const closing = functions.close();
  for (const { deadlines, rules, goldBonuses } of managed.values()) {
    deadlines?.close();
    rules?.close();
    goldBonuses?.close();
  }
  await Promise.all([closing, ...[...managed.values()].map(({ producer }) => producer?.close())]);
}
