import { isCollecting } from '../actors/task-run.ts';
import { hasCode } from './config/code-keys.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import type { HostState, Task, Tasks } from './ports/tasks.ts';

/** The host of a run's own code: the run, its process if one runs, what the code defines, and what failed last. */
export type RunHost = HostState & { run: string };

/** The functions of a task's code, and the present state of their host. */
export type OpenedFunctions = { functions: TaskFunctions; state(): HostState };

/** The functions of the runs' own code, with one host for each run. */
export type RunFunctions = {
  /**
   * The functions of a run; undefined if its task has no code, or the run was imported. They are opened at the first call. Rejects with a `Refusal` if the
   * code may not run here, or cannot be loaded; the next call tries again.
   */
  of(run: OpenRun): Promise<TaskFunctions | undefined>;
  /** Takes over the functions that a launch has opened. */
  adopt(run: OpenRun, opened: OpenedFunctions | undefined): void;
  /** The hosts that were opened and are still needed, or failed. */
  hosts(): RunHost[];
  /** The runs without a host since theirs failed, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};

/** Opens the functions of a task, if it has code. */
export async function openTaskFunctions(tasks: Tasks, task: Task): Promise<OpenedFunctions | undefined> {
  let state: HostState = { functions: [] };
  const functions = await tasks.openFunctions(task, (next) => {
    state = next;
  });
  return functions && { functions, state: () => state };
}

type Entry = {
  run: OpenRun;
  opening: Promise<OpenedFunctions | undefined>;
  state(): HostState;
  calledAt: number;
  hasFailed?: boolean;
};

type Settings = {
  /** Opens the functions of a run whose task has code. */
  open: (run: OpenRun) => Promise<OpenedFunctions | undefined>;
  now: () => number;
};

/** How long the host of a run that collects no more may be without a call. */
const idleMs = 60_000;

/** Opens functions when they are first called, and closes those of runs that are over. */
export function runFunctions({ open, now }: Settings): RunFunctions {
  const entries = new Map<string, Entry>();

  function begin(run: OpenRun): Entry {
    const opening = open(run);
    const entry: Entry = { run, opening, state: () => ({ functions: [] }), calledAt: now() };
    opening.then(
      (opened) => {
        if (opened) entry.state = opened.state;
      },
      ({ message }: Error) => {
        entry.state = () => ({ functions: [], failure: message });
        entry.hasFailed = true;
      },
    );
    entries.set(run.runId, entry);
    return entry;
  }

  const end = ({ opening }: Entry) => opening.then((opened) => opened?.functions.close()).catch(() => undefined);

  function closeUnused(): void {
    for (const [runId, entry] of entries) {
      if (isCollecting(entry.run.mailbox.run.taskRun) || now() - entry.calledAt < idleMs) continue;
      entries.delete(runId);
      void end(entry);
    }
  }
  const timer = setInterval(closeUnused, idleMs).unref();

  const hosts = () => [...entries.values()].map(({ run, state }): RunHost => ({ run: run.runId, ...state() }));
  return {
    async of(run) {
      if (!hasCode(configOf(run))) return undefined;
      const known = entries.get(run.runId);
      const entry = known && !known.hasFailed ? known : begin(run);
      entry.calledAt = now();
      return (await entry.opening)?.functions;
    },
    adopt(run, opened) {
      if (!opened) return;
      const { state } = opened;
      entries.set(run.runId, { run, opening: Promise.resolve(opened), state, calledAt: now() });
    },
    hosts,
    problems: () =>
      hosts().flatMap(({ run, pid, failure }) =>
        pid === undefined && failure !== undefined ? [`Run ${run}: ${failure}`] : [],
      ),
    async close() {
      clearInterval(timer);
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map(end));
    },
  };
}
