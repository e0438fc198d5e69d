import { Worker } from 'node:worker_threads';
import { Refusal } from '../../actors/refusal.ts';
import type { ReplyMessage, RequestMessage } from '../request-reply/messages.ts';
import { type Handlers, openResponses } from '../request-reply/responses.ts';
import { faultOf } from './code-fault.ts';
import { channelClosedCode, type ReaderFailure, type ReaderProtocol } from './data-reader-protocol.ts';
import { type Items, openItems } from './items.ts';
import type { Pull } from './pull.ts';

// The process in which a task's data is read. `data-reader.ts` starts and calls it; it ends with its parent.

const heartbeatMs = 1_000;

let folder = '';
let items: Items;
let pull: Pull | undefined;

const post = (message: ReplyMessage, onSent?: () => void) => process.send?.(message, undefined, undefined, onSent);

function failureOf(error: unknown): ReaderFailure {
  if (!(error instanceof Refusal)) return { fault: faultOf(error, folder) };
  const { code, status, message } = error;
  return { refused: { code, status, message } };
}

const { emit, receive } = openResponses<ReaderProtocol>({ post: (message) => post(message), toReason: failureOf });

const handlers: Handlers<ReaderProtocol> = {
  async open({ task, maxItemBytes }) {
    folder = task.folder;
    items = await openItems(task, maxItemBytes);
    // Not earlier: code that does not finish loading counts as not responding.
    setInterval(() => emit('alive', undefined), heartbeatMs);
    return items.kind;
  },
  summarize: (_, { progress }) => items.summarize(progress),
  async start(skip) {
    pull?.close();
    pull = items.pull(skip);
  },
  next(size) {
    pull ??= items.pull(0);
    return pull.next(size);
  },
};
process.on('message', (message: RequestMessage) => receive(message, handlers, () => process.exit(0)));

const fail = (error: unknown) => post({ event: 'failed', value: failureOf(error) }, () => process.exit(1));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(channelClosedCode));

// In an endless loop this thread would not notice the end of its parent; a second thread does.
const guard = `const { workerData: parent } = require('node:worker_threads');
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
new Worker(guard, { eval: true, execArgv: [], workerData: Number(process.argv[2]) }).unref();
