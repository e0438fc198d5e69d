import { isCollecting } from '../actors/task-run.ts';
import { hasCode } from './config/code-keys.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import type { CodeVersion, HostState, Task, Tasks } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';

/** The host of a run's own code: the run, its process if one runs, what the code defines, and what failed last. */
export type RunHost = HostState & { run: string };

/** The functions of a task's code, and the present state of their host. */
export type OpenedFunctions = {
  functions: TaskFunctions;
  state(): HostState;
  /** Calls a function whenever the state has changed. */
  watch(listener: () => void): void;
};

/** The functions of the runs' own code, with one host for each run. */
export type RunFunctions = {
  /**
   * The functions of a run; undefined if its task has no code, or the run was imported. They are opened at the first call. Rejects with a `Refusal` if the
   * code may not run here, or cannot be loaded; the next call tries again.
   */
  of(run: OpenRun): Promise<TaskFunctions | undefined>;
  /** Takes over the functions that a launch has opened. */
  adopt(run: OpenRun, opened: OpenedFunctions | undefined): void;
  /**
   * Loads the code of a run again, in a host of its own. What rejects, also `accept`, leaves the present functions in place; calls in progress end on
   * those. Refuses with `run/no-code`.
   */
  reload(run: OpenRun, accept: (opened: OpenedFunctions) => Promise<void>): Promise<void>;
  /** The hosts that were opened and are still needed, or failed. */
  hosts(): RunHost[];
  /** The runs without a host since theirs failed, one sentence each. */
  problems(): string[];
  close(): Promise<void>;
};

/** Opens the functions of a task, if it has code. */
export async function openTaskFunctions(tasks: Tasks, task: Task): Promise<OpenedFunctions | undefined> {
  let state: HostState = { functions: [] };
  let changed = () => {};
  const functions = await tasks.openFunctions(task, (next) => {
    state = next;
    changed();
  });
  const watch = (listener: () => void) => {
    changed = listener;
  };
  return functions && { functions, state: () => state, watch };
}

/** Functions that are called, and the calls that they have not answered. */
type Present = { opened: OpenedFunctions; calls: Set<Promise<unknown>> };

type Entry = {
  run: OpenRun;
  opening: Promise<unknown>;
  present?: Present;
  /** What its callers get: it calls whatever is present. */
  functions?: TaskFunctions;
  /** Told when the code has something new for a conversation. */
  wake?: (room?: string) => void;
  failure?: string;
  calledAt: number;
};

type Settings = {
  /** Opens the functions of a run whose task has code. */
  open: (run: OpenRun) => Promise<OpenedFunctions | undefined>;
  /** Called with the version of the code that a host of the run has loaded; also more than once with the same. */
  onVersion: (run: OpenRun, version: CodeVersion) => void;
  now: () => number;
};

/** How long the host of a run that collects no more may be without a call. */
const idleMs = 60_000;

/** Opens functions when they are first called, and closes those of runs that are over. */
export function runFunctions({ open, onVersion, now }: Settings): RunFunctions {
  const entries = new Map<string, Entry>();

  function install(entry: Entry, opened: OpenedFunctions | undefined): void {
    if (!opened) return;
    const isNewCode = entry.present !== undefined;
    entry.present = { opened, calls: new Set() };
    opened.functions.onWake?.((room) => {
      if (entry.present?.opened === opened) entry.wake?.(room);
    });
    entry.functions ??= callable(entry);
    const noteVersion = () => {
      const { code } = opened.state();
      if (code && entry.present?.opened === opened) onVersion(entry.run, code);
    };
    opened.watch(noteVersion);
    noteVersion();
    if (isNewCode) entry.wake?.();
  }

  function begin(run: OpenRun): Entry {
    const entry: Entry = { run, opening: Promise.resolve(), calledAt: now() };
    entry.opening = open(run).then((opened) => install(entry, opened));
    entry.opening.catch(({ message }: Error) => {
      entry.failure = message;
    });
    entries.set(run.runId, entry);
    return entry;
  }

  const end = async (entry: Entry) => {
    await entry.opening.catch(() => undefined);
    await entry.present?.opened.functions.close();
  };

  function closeUnused(): void {
    for (const [runId, entry] of entries) {
      const isUsed = isCollecting(entry.run.mailbox.run.taskRun) || (entry.present?.calls.size ?? 0) > 0;
      if (isUsed || now() - entry.calledAt < idleMs) continue;
      entries.delete(runId);
      void end(entry);
    }
  }
  const timer = setInterval(closeUnused, idleMs).unref();

  const hosts = () =>
    [...entries.values()].map(({ run, present, failure }): RunHost => {
      const state = present?.opened.state() ?? { functions: [] };
      return { run: run.runId, ...state, ...(failure === undefined ? {} : { failure }) };
    });
  return {
    async of(run) {
      if (!hasCode(configOf(run))) return undefined;
      const known = entries.get(run.runId);
      const entry = known && known.failure === undefined ? known : begin(run);
      entry.calledAt = now();
      await entry.opening;
      return entry.functions;
    },
    adopt(run, opened) {
      const entry = { run, opening: Promise.resolve(), calledAt: now() };
      if (opened) entries.set(run.runId, entry);
      install(entry, opened);
    },
    async reload(run, accept) {
      const opened = hasCode(configOf(run)) ? await open(run) : undefined;
      if (!opened) throw refuse('run/no-code', { run: run.runId });
      try {
        await accept(opened);
      } catch (error) {
        await opened.functions.close();
        throw error;
      }
      // One that is just opening would come after this one.
      await entries.get(run.runId)?.opening.catch(() => undefined);
      const known = entries.get(run.runId);
      const entry: Entry = known?.present ? known : { run, opening: Promise.resolve(), calledAt: now() };
      entries.set(run.runId, entry);
      const former = entry.present;
      install(entry, opened);
      if (former) void closeAfterCalls(former);
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

/** The functions of an entry, whichever are present when one is called. */
const callable = (entry: Entry): TaskFunctions => ({
  get names() {
    return entry.present!.opened.functions.names;
  },
  get declares() {
    return entry.present!.opened.functions.declares;
  },
  onWake(listener) {
    entry.wake = listener;
  },
  async call(name, takes) {
    const { opened, calls } = entry.present!;
    const call = opened.functions.call(name, takes);
    calls.add(call);
    try {
      return await call;
    } finally {
      calls.delete(call);
    }
  },
  close: () => entry.present!.opened.functions.close(),
});

async function closeAfterCalls({ opened, calls }: Present): Promise<void> {
  await Promise.allSettled(calls);
  await opened.functions.close();
}
