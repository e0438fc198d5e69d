import { Refusal } from '../actors/refusal.ts';
import { type RunCommand, todo } from '../actors/run-decide.ts';
import { textOutside } from '../events/outside.ts';
import { askUntilStored } from './ask-until-stored.ts';
import type { OpenRun } from './open-run.ts';
import type { Item, OnProgress, TaskHost } from './ports/tasks.ts';

const batchSize = 500;
const pieceBytes = 256 * 1024;
/** A lazy run keeps this many units open ahead of its workers, or twice as many as are in work. */
const ahead = 50;

export type Producer = {
  /** Resolves when the run is open to workers. */
  launched: Promise<void>;
  /** Looks whether more data is wanted. */
  wake(): void;
  close(): Promise<void>;
};

/**
 * Does a run's to-dos `produce-assignments` and `launch`: reads the task's data behind what the run has already, makes
 * assignments of it, and opens the run. A list is read to its end first; a generator only as far ahead as is needed.
 */
export function startProducer(run: OpenRun, open: () => Promise<TaskHost>, say: OnProgress): Producer {
  const { mailbox } = run;
  const launched = deferred();
  const by = 'launcher';
  let host: TaskHost | undefined;
  let closed = false;
  let wakeUp = () => {};
  const waits = (what: string) => todo(mailbox.run).some((wait) => wait.do === what);
  const made = () => mailbox.run.openings.sizes.length;

  function wantsMore(): boolean {
    const { open, assigned } = mailbox.run.tally;
    return !mailbox.run.taskRun.context.lazy || open < Math.max(ahead, 2 * assigned);
  }

  const ask = (command: RunCommand, isDone: () => boolean) =>
    askUntilStored(mailbox, { command, by, isDone, isOver: () => closed });

  async function produce() {
    host = await open();
    const total = await host.count();
    await host.start(made());
    while (!closed && waits('produce-assignments')) {
      if (!wantsMore()) {
        await launch();
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
        continue;
      }
      const { items, done } = await host.next(batchSize);
      for (const some of inPieces(items)) {
        const before = made();
        await ask({ type: 'assignment.create', items: some }, () => made() > before);
      }
      if (done) await ask({ type: 'task-run.end-data', assignments: made() }, () => !waits('produce-assignments'));
      say({ step: 'Making assignments', done: made(), total });
    }
  }

  async function launch() {
    const isOpening = () => mailbox.run.taskRun.matches('opening');
    if (isOpening()) await ask({ type: 'task-run.launch' }, () => !isOpening());
    launched.resolve();
  }

  async function work() {
    try {
      if (waits('produce-assignments')) await produce();
    } catch (error) {
      // What the task's data broke on is a fact about the run: it goes on with the assignments it has.
      if (closed || !waits('produce-assignments') || isNotOfData(error)) throw error;
      const failure = textOutside(error instanceof Error ? error.message : String(error));
      await mailbox.ask({ type: 'task-run.end-data', assignments: made(), failure }, by);
    }
    if (!closed) await launch();
  }

  /** It is no failure if the run was stopped, or the daemon closes. */
  const isOver = (error: unknown) => closed || (error instanceof Refusal && error.code === 'run/not-open');

  /** What is not set in the environment may be at the next start, and a log that takes nothing now may then. */
  const isNotOfData = (error: unknown) =>
    error instanceof Refusal && (error.code === 'task/no-secret' || /^(log|daemon)\//.test(error.code));

  const working = work()
    .then(launched.resolve, (error) => (isOver(error) ? launched.resolve() : launched.reject(error)))
    .finally(() => host?.close());

  return {
    launched: launched.promise,
    wake: () => wakeUp(),
    async close() {
      closed = true;
      wakeUp();
      await host?.close();
      await working.catch(() => undefined);
    },
  };
}

/** Items in pieces that each fit well into one commit. */
function* inPieces(items: readonly Item[]): Iterable<readonly Item[]> {
  let piece: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (piece.length && bytes + size > pieceBytes) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(item);
    bytes += size;
  }
  if (piece.length) yield piece;
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
