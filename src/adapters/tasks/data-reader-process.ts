import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Refusal } from '../../actors/refusal.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import type { ReplyMessage, VerbOf } from '../request-reply/messages.ts';
import { openRequests, type Requests } from '../request-reply/requests.ts';
import { runnableModule } from '../run-module.ts';
import { channelClosedCode, type ReaderFailure, type ReaderProtocol } from './data-reader-protocol.ts';
import { causeOfDeath, printedBy } from './printed.ts';
import { refuse } from './refusals.ts';

/** The process of a task's own code; after one refused request, or its end, every request is refused. */
type ReaderProcess = Pick<Requests<ReaderProtocol>, 'request'> & { close(): Promise<void> };

export type ReaderOptions = {
  /** The most bytes of one item as JSON; without, there is no such limit. */
  maxItemBytes?: number;
  /** How long the task's code may keep its process from responding. */
  timeoutMs?: number;
  /** Called with each line that the task's code prints. */
  onLine?: (line: string) => void;
  /** Called with how many rows of a list are read so far. */
  onCount?: (rows: number) => void;
  /** Called with the verb of a request that was replied to, and how long that took, in seconds. */
  onAnswer?: (verb: VerbOf<ReaderProtocol>, seconds: number) => void;
};

/** How long a process may take to end by itself, and its last output to arrive. */
const endTimeoutMs = 500;

const Failure = z.union([
  z.object({ refused: z.object({ code: z.string(), status: z.number(), message: z.string() }) }),
  z.object({ fault: z.string() }),
]);
const Reply = z.union([
  z.object({ reply: z.number(), value: z.unknown() }),
  z.object({ failure: z.number(), reason: Failure }),
  z.object({ progress: z.number(), value: z.number() }),
  z.object({ event: z.literal('alive') }),
  z.object({ event: z.literal('failed'), value: Failure }),
]);
const isReply = (message: unknown): message is ReplyMessage => Reply.safeParse(message).success;

function start(folder: string): ChildProcess {
  const { file, execArgv } = runnableModule('src/adapters/tasks/data-reader-child');
  return fork(file, [String(process.pid)], {
    cwd: folder,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv,
  });
}

const endOf = (code: number | null, signal: string | null, printed: readonly string[]): string =>
  causeOfDeath(
    code === channelClosedCode ? 'it closed the channel to Manyhands, as process.disconnect() does' : { code, signal },
    printed,
  );

function errorOf(failure: ReaderFailure): Error {
  if ('fault' in failure) return refuse('task/code-failed', { reason: failure.fault });
  const { code, status, message } = failure.refused;
  return new Refusal(code, status, message);
}

/** Starts the process in which a task's data is read and its code is run. */
export function startReaderProcess(task: Task, options: ReaderOptions = {}): ReaderProcess {
  const { timeoutMs = 60_000, onLine, onCount, onAnswer } = options;
  const child = start(task.folder);
  const printed = printedBy(child, onLine);
  let repliedAt = 0;

  const { receive, end, request, pending } = openRequests<ReaderProtocol>({
    // A channel that is closed is a process that has ended, and of that `gone` knows more.
    post: (message) => child.send(message, () => {}),
    toError: (reason) => errorOf(reason as ReaderFailure),
    onEvent: { alive: () => undefined, failed: (failure) => kill(errorOf(failure)) },
  });
  let isOver = false;
  const finish = (error: Error) => {
    isOver = true;
    clearInterval(watch);
    end(error);
  };
  const kill = (error: Error) => {
    finish(error);
    child.kill('SIGKILL');
  };

  const checkMs = Math.min(1_000, timeoutMs / 4);
  const watch = setInterval(() => {
    if (pending() === 0 || performance.now() - repliedAt < timeoutMs) return;
    kill(refuse('task/not-answering', { file: relative(task.folder, task.data), seconds: timeoutMs / 1_000 }));
  }, checkMs).unref();

  child.on('message', (message) => {
    // The task's own code can send messages as well.
    if (!isReply(message)) return;
    repliedAt = performance.now();
    receive(message);
  });

  const silent = Promise.allSettled([finished(child.stdout!), finished(child.stderr!)]);
  // A reply may still be on its way when the process is gone already; the channel ends when it is empty.
  const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(async ([[code, signal]]) => {
    if (!isOver) await Promise.race([silent, wait(endTimeoutMs)]);
    finish(refuse('task/code-failed', { reason: endOf(code, signal, printed) }));
  });
  child.on('error', finish);
  gone.catch(finish);

  return {
    async request(verb, params) {
      repliedAt = performance.now();
      const began = repliedAt;
      try {
        const reply = await request(verb, params, onCount as (rows: number) => void);
        onAnswer?.(verb, (performance.now() - began) / 1000);
        return reply;
      } catch (error) {
        // One failed request is the end of the process; after a close it ends by itself.
        if (!isOver) kill(error as Error);
        throw error;
      }
    },
    async close() {
      finish(refuse('task/closed'));
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await gone.catch(() => {});
      clearTimeout(force);
    },
  };
}
