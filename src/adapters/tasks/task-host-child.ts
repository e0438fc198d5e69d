import { Worker } from 'node:worker_threads';
import { Refusal } from '../../actors/refusal.ts';
import { faultOf } from './code-fault.ts';
import { type Items, openItems } from './items.ts';
import type { Pull } from './pull.ts';
import type { TaskHostCalls, TaskHostReply, TaskHostRequest } from './task-host-messages.ts';

// The process in which a task's own code runs. `task-host.ts` starts and calls it; it ends with its parent.

const heartbeatMs = 1_000;

let folder = '';
let items: Items;
let pull: Pull | undefined;

const send = (reply: TaskHostReply, then?: () => void) => process.send?.(reply, undefined, undefined, then);

const answers: {
  [Verb in keyof TaskHostCalls]: (
    value: Parameters<TaskHostCalls[Verb]>[0],
  ) => Promise<ReturnType<TaskHostCalls[Verb]>>;
} = {
  async open(task) {
    folder = task.folder;
    items = await openItems(task);
    // Only now: code that has not even loaded after a long time is taken for dead.
    setInterval(() => send({ working: true }), heartbeatMs);
    return items.kind;
  },
  count: () => items.check((counted) => send({ counted })),
  async start(skip) {
    pull?.close();
    pull = items.pull(skip);
  },
  next(size) {
    pull ??= items.pull(0);
    return pull.next(size);
  },
};

function sendFault(error: unknown, then?: () => void) {
  if (!(error instanceof Refusal)) return send({ fault: faultOf(error, folder) }, then);
  const { code, status, message } = error;
  return send({ refusal: { code, status, message } }, then);
}

process.on('message', async ({ id, verb, value }: TaskHostRequest) => {
  try {
    const answer = await (answers[verb] as (value: unknown) => Promise<ReturnType<TaskHostCalls[keyof TaskHostCalls]>>)(
      value,
    );
    send({ id, answer });
  } catch (error) {
    sendFault(error);
  }
});

const fail = (error: unknown) => sendFault(error, () => process.exit(1));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(0));

// Stuck in a loop, this thread would not notice that its parent is gone; a second thread sees it.
const guard = `const { workerData: parent } = require('node:worker_threads');
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
new Worker(guard, { eval: true, execArgv: [], workerData: Number(process.argv[2]) }).unref();
