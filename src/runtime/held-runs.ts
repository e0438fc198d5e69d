import type { RunMailboxSettings } from '../actors/run-mailbox.ts';
import { assertUnitsExist } from '../actors/run-mailbox.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { Fact } from '../events/catalog.ts';
import type { RunId } from '../events/ids.ts';
import { textOutside } from '../events/outside.ts';
import { watchDeadlines } from './deadlines.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { OnProgress, TaskHost } from './ports/tasks.ts';
import { type Producer, startProducer } from './producer.ts';
import { type QuarantinedRun, quarantineArriving } from './quarantine.ts';
import { refuse } from './refusals/refusals.ts';
import type { RuntimeSettings } from './settings.ts';
import type { TaskCode } from './task-code.ts';

/** A run with what performs its to-dos. */
export type HeldRun = { run: OpenRun; deadlines?: ReturnType<typeof watchDeadlines>; producer?: Producer };

/** All runs of one log, and what opening another one needs. */
export type HeldRuns = Pick<RuntimeSettings, 'log' | 'tasks' | 'now' | 'say'> & {
  mailboxSettings: Omit<RunMailboxSettings, 'log' | 'runId' | 'onStored'>;
  workspace: OpenWorkspace;
  code: TaskCode;
  held: Map<string, HeldRun>;
  quarantined: QuarantinedRun[];
  /** Open problems, one sentence each, by what they are about. */
  problems: Map<string, string>;
};

/** Sets the problem with something, or clears it. */
export function noteProblem({ problems }: HeldRuns, about: string, problem?: string): void {
  if (problem) problems.set(about, problem);
  else problems.delete(about);
}

/** The open run of this id; throws `run/unknown`. */
export function runOf({ held }: HeldRuns, runId: string): OpenRun {
  const found = held.get(runId)?.run;
  if (!found) throw refuse('run/unknown', { run: runId });
  return found;
}

/** All open runs, the oldest first. */
export const openRuns = ({ held }: HeldRuns): OpenRun[] => [...held.values()].map(({ run }) => run);

/** Reads a run from the log; it does not act yet. */
export async function loadRun({ log, mailboxSettings }: HeldRuns, runId: RunId): Promise<HeldRun> {
  let loaded: HeldRun | undefined;
  const onStored = ({ facts }: { facts: readonly Fact[] }) => {
    loaded?.deadlines?.note(facts);
    loaded?.producer?.wake();
  };
  loaded = { run: await openRun(runId, log, mailboxSettings, onStored) };
  assertUnitsExist(loaded.run.mailbox.run);
  return loaded;
}

/** Makes a loaded run available to everyone, and watches its deadlines. */
export function holdRun(runs: HeldRuns, loaded: HeldRun): HeldRun {
  const { runId } = loaded.run;
  const report = (problem?: string) => noteProblem(runs, `deadlines of ${runId}`, problem);
  loaded.deadlines = watchDeadlines(loaded.run, runs.now, report);
  runs.held.set(runId, loaded);
  return loaded;
}

/** Starts to make the assignments of a run; resolves when it is open to workers. */
export function produce(
  runs: HeldRuns,
  held: HeldRun,
  open: () => Promise<TaskHost>,
  progress: OnProgress,
): Promise<void> {
  const { runId } = held.run;
  held.producer = startProducer(held.run, open, progress);
  held.producer.launched.catch((error) => {
    const problem = `Run ${runId}: ${textOutside(error.message)}`;
    noteProblem(runs, runId, problem);
    runs.say(problem);
  });
  return held.producer.launched;
}

/** Continues what was under way when the last process ended. */
export function resume(runs: HeldRuns, held: HeldRun): void {
  const open = runs.code.goOn(held.run);
  if (typeof open === 'function') void produce(runs, held, open, () => undefined);
}

/** Why runs make no more assignments whose task's code may not run, one sentence each. */
export const untrustedCode = (runs: HeldRuns): string[] =>
  openRuns(runs)
    .map((run) => runs.code.goOn(run))
    .filter((reason) => typeof reason === 'string');

/** Lists a run as quarantined, and its reason as a problem. */
export function addQuarantined(runs: HeldRuns, one: QuarantinedRun): void {
  runs.quarantined.push(one);
  noteProblem(runs, one.run, one.sentence);
}

/** Quarantines a run of which an import, known by its label, is about to bring the first commit. */
export async function holdBack(runs: HeldRuns, runId: RunId, label: string): Promise<void> {
  if (runs.quarantined.every(({ run }) => run !== runId))
    addQuarantined(runs, await quarantineArriving(runId, label, runs.log));
}

/** Opens a run that an import has brought whole; gives the last commit it had then, or nothing if it is open already. */
export async function admit(runs: HeldRuns, runId: RunId, by: string): Promise<number | undefined> {
  // An interrupted import admits its runs again: a second mailbox would decide beside the first.
  if (runs.held.has(runId)) return undefined;
  const loaded = await loadRun(runs, runId);
  const { mailbox } = loaded.run;
  const { sequence } = mailbox;
  // Before its deadlines are watched: half a history must not go on.
  if (isCollecting(mailbox.run.taskRun)) await mailbox.ask({ type: 'task-run.stop' }, by);
  holdRun(runs, loaded);
  const place = runs.quarantined.findIndex(({ run }) => run === runId);
  if (place >= 0) runs.quarantined.splice(place, 1);
  noteProblem(runs, runId);
  return sequence;
}

/** Stops timers and task processes; runs stay readable. */
export async function closeRuns({ held }: HeldRuns): Promise<void> {
  for (const { deadlines } of held.values()) deadlines?.close();
  await Promise.all([...held.values()].map(({ producer }) => producer?.close()));
}
