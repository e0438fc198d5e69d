import { Worker } from 'node:worker_threads';
import { Refusal } from '../../actors/refusal.ts';
import { faultOf } from './code-fault.ts';
import { type Items, openItems } from './items.ts';
import type { Pull } from './pull.ts';
import type { Ask, Asks, Told } from './task-host-messages.ts';

// The process in which a task's own code runs. `task-host.ts` starts it and asks it; it dies with whoever started it.

const HEARTBEAT = 1_000;

let folder = '';
let items: Items;
let pull: Pull | undefined;

const tell = (told: Told, then?: () => void) => process.send?.(told, undefined, undefined, then);

const answers: { [Verb in keyof Asks]: (given: Parameters<Asks[Verb]>[0]) => Promise<ReturnType<Asks[Verb]>> } = {
  async open(task) {
    folder = task.folder;
    items = await openItems(task);
    // Only now: code that has not even loaded after a long time is taken for dead.
    setInterval(() => tell({ working: true }), HEARTBEAT);
    return items.kind;
  },
  count: () => items.check((counted) => tell({ counted })),
  async start(skip) {
    pull?.close();
    pull = items.pull(skip);
  },
  next(size) {
    pull ??= items.pull(0);
    return pull.next(size);
  },
};

function tellFault(error: unknown, then?: () => void) {
  if (!(error instanceof Refusal)) return tell({ fault: faultOf(error, folder) }, then);
  const { code, status, message } = error;
  return tell({ refusal: { code, status, message } }, then);
}

process.on('message', async ({ id, verb, given }: Ask) => {
  try {
    const answer = await (answers[verb] as (given: unknown) => Promise<ReturnType<Asks[keyof Asks]>>)(given);
    tell({ id, answer });
  } catch (error) {
    tellFault(error);
  }
});

const fail = (error: unknown) => tellFault(error, () => process.exit(1));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(0));

// Stuck in a loop, this thread would not hear that its parent is gone; a second thread sees it.
const guard = `const { workerData: parent } = require('node:worker_threads');
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
new Worker(guard, { eval: true, execArgv: [], workerData: Number(process.argv[2]) }).unref();
