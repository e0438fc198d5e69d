import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from '../../actors/refusal.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import { runnableModule } from '../run-module.ts';
import { refuse } from './refusals.ts';
import type { TaskHostCalls, TaskHostReply } from './task-host-messages.ts';

/** The process of a task's own code, seen from outside: one refused ask, or its death, is the end of it. */
export type TaskProcess = {
  ask<Verb extends keyof TaskHostCalls>(
    verb: Verb,
    value: Parameters<TaskHostCalls[Verb]>[0],
  ): Promise<ReturnType<TaskHostCalls[Verb]>>;
  close(): Promise<void>;
};

export type TaskProcessOptions = {
  /** How long the task's code may keep its process from answering, in ms. */
  timeoutMs?: number;
  /** Called with each line that the task's code prints. */
  onLine?: (line: string) => void;
  /** Called with how many rows of a list are read so far. */
  onCount?: (rows: number) => void;
  /** Called with what the process was asked, and how long it took to answer, in seconds. */
  onAnswer?: (verb: keyof TaskHostCalls, seconds: number) => void;
};

/** How long a process may take to end by itself, and its last words to arrive, in ms. */
const endTimeoutMs = 500;

function start(folder: string): ChildProcess {
  const { file, execArgv } = runnableModule('task-host-child', import.meta.url);
  return fork(file, [String(process.pid)], {
    cwd: folder,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv,
  });
}

function causeOfDeath(code: number | null, signal: string | null, printed: readonly string[]): string {
  if (printed.some((line) => line.includes('heap out of memory'))) return 'it ran out of memory';
  const how = signal ? `it was ended by ${signal}` : `it ended its process with code ${code}`;
  return printed.length > 0 ? `${how}, and the last it said was "${printed.at(-1)?.slice(0, 300)}"` : how;
}

/** Starts the process in which a task's data is read and its code is run. */
export function startTaskProcess(task: Task, options: TaskProcessOptions = {}): TaskProcess {
  const { timeoutMs = 60_000, onLine, onCount, onAnswer } = options;
  const child = start(task.folder);
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  const printed: string[] = [];
  let lastId = 0;
  let repliedAt = 0;
  let over: Error | undefined;

  const end = (error: Error) => {
    over ??= error;
    clearInterval(watch);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  const kill = (error: Error) => {
    end(error);
    child.kill('SIGKILL');
  };

  const watch = setInterval(
    () => {
      if (waiting.size === 0 || performance.now() - repliedAt < timeoutMs) return;
      kill(refuse('task/not-answering', { file: relative(task.folder, task.data), seconds: timeoutMs / 1_000 }));
    },
    Math.min(1_000, timeoutMs / 4),
  );
  watch.unref();

  for (const output of [child.stdout!, child.stderr!]) {
    createInterface({ input: output }).on('line', (line) => {
      if (line.trim() !== '') printed.push(line.trim());
      if (printed.length > 50) printed.shift();
      onLine?.(line);
    });
  }

  child.on('message', (message) => {
    // The task's code can send as well, and says whatever it likes.
    if (typeof message !== 'object' || message === null) return;
    const reply = message as TaskHostReply;
    repliedAt = performance.now();
    if ('counted' in reply) return onCount?.(reply.counted);
    if ('fault' in reply) return kill(refuse('task/code-failed', { reason: reply.fault }));
    if ('refusal' in reply) {
      const { code, status, message: sentence } = reply.refusal;
      return kill(new Refusal(code, status, sentence));
    }
    if (!('id' in reply)) return;
    waiting.get(reply.id)?.resolve(reply.answer);
    waiting.delete(reply.id);
  });

  const silent = Promise.allSettled([finished(child.stdout!), finished(child.stderr!)]);
  // An answer may still be on its way when the process is gone already; the channel says when it is empty.
  const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(async ([[code, signal]]) => {
    if (!over) await Promise.race([silent, wait(endTimeoutMs)]);
    end(refuse('task/code-failed', { reason: causeOfDeath(code, signal, printed) }));
  });
  child.on('error', end);
  gone.catch(end);

  return {
    ask(verb, value) {
      if (over) return Promise.reject(over);
      repliedAt = performance.now();
      const began = repliedAt;
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const answered = (answer: unknown) => {
          onAnswer?.(verb, (performance.now() - began) / 1000);
          (resolve as (answer: unknown) => void)(answer);
        };
        waiting.set(id, { resolve: answered, reject });
        // A channel that is closed is a process that has ended, and of that `gone` tells more.
        child.send({ id, verb, value }, () => {});
      });
    },
    async close() {
      end(refuse('task/closed'));
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await gone.catch(() => {});
      clearTimeout(force);
    },
  };
}
