import { addedAssignments } from '../actors/additions.ts';
import { Refusal } from '../actors/refusal.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import { todo } from '../actors/task-run.ts';
import type { Log } from '../events/log.ts';
import { textOutside } from '../events/outside.ts';
import { askUntilStored } from './ask-until-stored.ts';
import type { OpenRun } from './open-run.ts';
import type { DataReader, Item, OnProgress } from './ports/tasks.ts';

const batchItems = 500;
const targetCommitBytes = 256 * 1024;
/** A lazy run keeps this many units open, or twice as many as are in progress. */
const minOpenUnits = 50;

/** Kept free in the largest commit of a log for what a fact has beside its item, and for facts that follow from it. */
const itemRoomBytes = 8192;

/** The most bytes that an item can have as JSON to be recorded in this log; without, there is no such limit. */
export const maxItemBytesOf = ({ maxCommitBytes }: Pick<Log, 'maxCommitBytes'>): number | undefined =>
  maxCommitBytes && maxCommitBytes - itemRoomBytes;

export type Producer = {
  /** Resolves when the run is open to workers. */
  launched: Promise<void>;
  /** Checks whether more assignments are needed. */
  wake(): void;
  close(): Promise<void>;
};

/**
 * Performs a run's to-dos `produce-assignments` and `launch`: reads the task's data after the items that the run has, creates
 * assignments, and opens the run. A list is read completely first, a generator only as far as needed.
 */
export function startProducer(run: OpenRun, open: () => Promise<DataReader>, onProgress: OnProgress): Producer {
  const { mailbox } = run;
  const launched = deferred();
  const by = 'launcher';
  let reader: DataReader | undefined;
  let closed = false;
  let wakeUp = () => {};
  const hasTodo = (what: string) => todo(mailbox.run.taskRun).some((entry) => entry.do === what);
  /** How many items of the data have become assignments. */
  const made = () => {
    const { freeUnits, special } = mailbox.run;
    return freeUnits.sizes.length - special.made.size - addedAssignments(mailbox.run);
  };

  function needsMore(): boolean {
    const { open, assigned } = mailbox.run.tally;
    return !mailbox.run.taskRun.context.lazy || open < Math.max(minOpenUnits, 2 * assigned);
  }

  const ask = (command: RunCommand, isDone: () => boolean) =>
    askUntilStored(mailbox, { command, by, isDone, isOver: () => closed });

  async function produce() {
    reader = await open();
    const total = (await reader.summarize())?.length;
    await reader.start(made());
    while (!closed && hasTodo('produce-assignments')) {
      if (!needsMore()) {
        await launch();
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
        continue;
      }
      const { items, done } = await reader.next(batchItems);
      for (const some of inCommits(items)) {
        const before = made();
        await ask({ type: 'assignment.create', items: some }, () => made() > before);
      }
      if (done) await ask({ type: 'task-run.end-data', assignments: made() }, () => !hasTodo('produce-assignments'));
      onProgress({ step: 'Making assignments', done: made(), total });
    }
  }

  async function launch() {
    const isOpening = () => mailbox.run.taskRun.matches('opening');
    if (isOpening()) await ask({ type: 'task-run.launch' }, () => !isOpening());
    launched.resolve();
  }

  async function work() {
    try {
      if (hasTodo('produce-assignments')) await produce();
    } catch (error) {
      // A failure of the task's data is recorded, and the run continues with the assignments it has.
      if (closed || !hasTodo('produce-assignments') || isNotOfData(error)) throw error;
      const failure = textOutside(error instanceof Error ? error.message : String(error));
      await mailbox.ask({ type: 'task-run.end-data', assignments: made(), failure }, by);
    }
    if (!closed) await launch();
  }

  /** Whether the run was stopped or the daemon is closing, which is no failure. */
  const isOver = (error: unknown) => closed || (error instanceof Refusal && error.code === 'run/not-open');

  /** Whether the failure is not the data's: a missing environment variable or an unavailable log may be there at the next start. */
  const isNotOfData = (error: unknown) =>
    error instanceof Refusal && (error.code === 'task/no-secret' || /^(log|daemon)\//.test(error.code));

  const working = work()
    .then(launched.resolve, (error) => (isOver(error) ? launched.resolve() : launched.reject(error)))
    .finally(() => reader?.close());

  return {
    launched: launched.promise,
    wake: () => wakeUp(),
    async close() {
      closed = true;
      wakeUp();
      await reader?.close();
      await working.catch(() => undefined);
    },
  };
}

/** Splits items into groups that fit into one commit. */
export function* inCommits(items: readonly Item[]): Iterable<readonly Item[]> {
  let group: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (group.length && bytes + size > targetCommitBytes) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(item);
    bytes += size;
  }
  if (group.length) yield group;
}

function deferred() {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
