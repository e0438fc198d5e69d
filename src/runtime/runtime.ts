import { insistOnBirths } from '../actors/births.ts';
import type { Outcome } from '../actors/mailbox.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { WorkspaceRequest } from '../actors/workspace.ts';
import type { Fact } from '../events/catalog.ts';
import { type RunId, RunId as RunIdShape, type WorkerId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import { textOutside } from '../events/outside.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import { askUntilStored } from './ask-until-stored.ts';
import { watchDeadlines } from './deadlines.ts';
import { newRunId, pseudonymizer, randomLetters, stamper } from './ids.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { arrivingAs, type OpenWorkspace, openWorkspace } from './open-workspace.ts';
import { openingOf } from './opening.ts';
import { gather, pauseBeforeRetry } from './pauses.ts';
import type { OnProgress, TaskFolder, TaskHost } from './ports/tasks.ts';
import { type Producer, startProducer } from './producer.ts';
import { openPseudonymKey } from './pseudonym-key.ts';
import { type QuarantinedRun, quarantineArriving, quarantined } from './quarantine.ts';
import { tellReading } from './reading.ts';
import { refuse } from './refusals/refusals.ts';
import type { RuntimeSettings } from './settings.ts';
import { taskCode } from './task-code.ts';

/** Owns the runs of one log: replays them, decides for them, and does what they wait for. */
export type Runtime = {
  /** The run of this id; throws `run/unknown`. */
  run(runId: string): OpenRun;
  runs(): OpenRun[];
  /** The runs whose history cannot be read or is not here whole; nothing can be asked of them. */
  quarantined(): readonly QuarantinedRun[];
  /** Sets a run aside of which an import, known by its label, is about to bring the first commit. */
  holdBack(runId: RunId, label: string): Promise<void>;
  /** Opens a run that an import has brought whole, and stops it if it was collecting; gives the last commit it had then, or nothing if it is open. */
  admit(runId: RunId, by: string): Promise<number | undefined>;
  ask(runId: string, command: RunCommand, by: string): Promise<Outcome>;
  /** What stands above the runs: qualifications, and what was decided about workers. */
  workspace: OpenWorkspace;
  askWorkspace(command: WorkspaceRequest, by: string): Promise<Outcome>;
  /** Whether this worker ever had a unit in a run that can be read. */
  hasWorked(workerId: WorkerId): boolean;
  /** Opens a run anew of which another, that cannot be read any more, is what is left; with the page of that one. */
  recreate(opening: Parameters<typeof TaskRunOpened>[0], instead: RunId, by: string): Promise<Outcome>;
  launch(request: TaskFolder, progress: OnProgress, by: string): Promise<RunId>;
  /** The pseudonym of a worker of a crowd. */
  workerId(crowd: string, name: string): WorkerId;
  /** Units this worker has handed in, or holds, in other runs of the same task. */
  unitsElsewhere(run: OpenRun, workerId: WorkerId): number;
  /** Whether some run's log has stopped answering. */
  isCutOff(): boolean;
  /** What went wrong and still stands, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};

type Kept = { run: OpenRun; deadlines?: ReturnType<typeof watchDeadlines>; producer?: Producer };

/** Replays all runs of a log and, once it has proved to be whole, lets them go on. */
export async function openRuntime(settings: RuntimeSettings): Promise<Runtime> {
  const { log, say, signal } = settings;
  const reading = await tellReading(log, say, signal);
  try {
    return await openOn(reading.log, settings);
  } finally {
    reading.end();
  }
}

async function openOn(log: Log, settings: Omit<RuntimeSettings, 'log'>): Promise<Runtime> {
  const { tasks, now, say, refusalNow, proven, signal } = settings;
  const stamp = stamper(now);
  const { pseudonymKey } = await openPseudonymKey(log, stamp);
  const mailboxSettings = { stamp, refusalNow, commitId: () => randomLetters(16), pause: pauseBeforeRetry, gather };
  const workspace = await openWorkspace({ ...mailboxSettings, log });
  const code = taskCode(workspace, tasks);
  const kept = new Map<string, Kept>();
  const troubles = new Map<string, string>();
  const aside: QuarantinedRun[] = [];

  function note(about: string, problem?: string) {
    if (problem) troubles.set(about, problem);
    else troubles.delete(about);
  }

  /** Reads a run; it does not act yet. */
  async function load(runId: RunId): Promise<Kept> {
    let mine: Kept | undefined;
    const hear = ({ facts }: { facts: readonly Fact[] }) => {
      mine?.deadlines?.hear(facts);
      mine?.producer?.wake();
    };
    mine = { run: await openRun(runId, log, mailboxSettings, hear) };
    insistOnBirths(mine.run.mailbox.run);
    return mine;
  }

  /** From here on the run is there for everybody, and its deadlines are watched. */
  function keep(mine: Kept): Kept {
    const { runId } = mine.run;
    mine.deadlines = watchDeadlines(mine.run, now, (problem) => note(`deadlines of ${runId}`, problem));
    kept.set(runId, mine);
    return mine;
  }

  function produce(mine: Kept, open: () => Promise<TaskHost>, progress: OnProgress) {
    mine.producer = startProducer(mine.run, open, progress);
    mine.producer.launched.catch((error) => {
      const problem = `Run ${mine.run.runId}: ${textOutside(error.message)}`;
      note(mine.run.runId, problem);
      say(problem);
    });
    return mine.producer.launched;
  }

  /** What was under way when the last process ended goes on. */
  function resume(mine: Kept) {
    const open = code.goOn(mine.run);
    if (typeof open === 'function') void produce(mine, open, () => undefined);
  }

  /** Why runs make no more assignments whose task's code may not run. */
  const untrusted = () =>
    [...kept.values()].map(({ run }) => code.goOn(run)).filter((reason) => typeof reason === 'string');

  function putAside(one: QuarantinedRun) {
    aside.push(one);
    note(one.run, one.sentence);
  }

  async function holdBack(runId: RunId, label: string) {
    if (aside.every(({ run }) => run !== runId)) putAside(await quarantineArriving(runId, label, log));
  }

  async function admit(runId: RunId, by: string): Promise<number | undefined> {
    // An import that broke off behind it comes by again: a second mailbox would decide beside the first.
    if (kept.has(runId)) return undefined;
    const mine = await load(runId);
    const { mailbox } = mine.run;
    const { sequence } = mailbox;
    // Before its deadlines are watched: half a history must not go on.
    if (isCollecting(mailbox.run.taskRun)) await mailbox.ask({ type: 'task-run.stop' }, by);
    keep(mine);
    const place = aside.findIndex(({ run }) => run === runId);
    if (place >= 0) aside.splice(place, 1);
    note(runId);
    return sequence;
  }

  const loaded: Kept[] = [];
  for (const runId of await log.runs()) {
    try {
      const label = arrivingAs(workspace, runId);
      if (label === undefined) loaded.push(await load(RunIdShape.parse(runId)));
      else putAside(await quarantineArriving(runId, label, log));
    } catch (error) {
      signal?.throwIfAborted();
      putAside(await quarantined(runId, log, error));
    }
  }
  await proven;
  for (const mine of loaded) resume(keep(mine));
  for (const sentence of [...aside.map((one) => one.sentence), ...untrusted()]) say(sentence);

  function run(runId: string): OpenRun {
    const found = kept.get(runId)?.run;
    if (!found) throw refuse('run/unknown', { run: runId });
    return found;
  }

  const hasWorked = (workerId: WorkerId) => [...kept.values()].some(({ run }) => run.mailbox.run.workers.has(workerId));

  async function recreate(opening: Parameters<typeof TaskRunOpened>[0], instead: RunId, by: string): Promise<Outcome> {
    const { runId } = opening;
    if (kept.has(runId)) return { facts: [], sequence: 0 };
    await tasks.copyPage(instead, runId);
    return keep(await load(runId)).run.mailbox.ask({ type: 'task-run.open', ...opening }, by);
  }

  async function launch(request: TaskFolder, progress: OnProgress, by: string): Promise<RunId> {
    const task = await tasks.loadForLaunch(request);
    progress({ step: `Reading ${task.config.data}` });
    const host = await tasks.open(task);
    const runId = newRunId(task.slug);
    try {
      await host.count();
      await tasks.preparePage(task, runId, progress);
      const mine = keep(await load(runId));
      const opening = openingOf(runId, task, host, request);
      const { mailbox } = mine.run;
      const isDone = () => !mailbox.run.taskRun.matches('unborn');
      await askUntilStored(mailbox, { command: { type: 'task-run.open', ...opening }, by, isDone });
      await produce(mine, async () => host, progress);
    } catch (error) {
      await host.close();
      await tasks.removePage(runId);
      if (kept.get(runId)?.run.mailbox.sequence === 0) kept.delete(runId);
      throw error;
    }
    return runId;
  }

  return {
    run,
    runs: () => [...kept.values()].map((mine) => mine.run),
    quarantined: () => aside,
    holdBack,
    admit,
    async ask(runId, command, by) {
      const { mailbox } = run(runId);
      const hasCode = command.type !== 'task-run.extend' || code.isTrusted(run(runId));
      return mailbox.ask(command.type === 'task-run.extend' ? { ...command, hasCode } : command, by);
    },
    workspace,
    hasWorked,
    recreate,
    askWorkspace: (command, by) =>
      workspace.mailbox.ask(
        'workerId' in command ? { ...command, hasWorked: hasWorked(command.workerId) } : command,
        by,
      ),
    launch,
    workerId: pseudonymizer(pseudonymKey),
    unitsElsewhere(here, workerId) {
      const { task } = here.mailbox.run.taskRun.context;
      let count = 0;
      for (const { run: other } of kept.values()) {
        const { taskRun, workers } = other.mailbox.run;
        const worker = other === here || taskRun.context.task !== task ? undefined : workers.get(workerId);
        if (worker) count += worker.submitted + worker.active;
      }
      return count;
    },
    isCutOff: () => workspace.mailbox.isCutOff || [...kept.values()].some(({ run }) => run.mailbox.isCutOff),
    problems: () => [...troubles.values(), ...untrusted()],
    async close() {
      for (const { deadlines } of kept.values()) deadlines?.close();
      await Promise.all([...kept.values()].map(({ producer }) => producer?.close()));
    },
  };
}
