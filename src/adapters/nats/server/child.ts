import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { keepFileSync } from '../../data-folder/durable-file.ts';
import { filesIn } from './config.ts';
import { endWithUs } from './exit-with-parent.ts';
import { lastError, lengthOf } from './last-error.ts';
import type { Pids } from './orphan.ts';

/** A nats-server process. */
export type Child = {
  pid: number;
  /** Resolves with the reason when it has ended. */
  ended: Promise<string>;
  /** Asks it to end, and kills it after 5 seconds. */
  end(): Promise<void>;
  /** Whether it has ended by itself, without being killed. */
  hasEndedCleanly(): boolean;
};

const endTimeoutMs = 5_000;
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

/** Starts the program on a folder whose configuration is written, and notes its process id there. */
export function startChild(program: string, folder: string): Child {
  const files = filesIn(folder);
  const before = lengthOf(files.log);
  // Its output before it opens its log, and a panic, go into the same file.
  const output = openSync(files.log, 'a', 0o600);
  const child = spawn(program, ['--config', files.config], {
    stdio: ['ignore', output, output],
    // Ctrl-C in a terminal reaches the whole process group; the daemon ends the server itself, when it is done with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  closeSync(output);
  running.add(child);
  if (child.pid) note(child, files.pids);
  const watcher = child.pid ? endWithUs(child.pid, files.config) : undefined;

  let hasEndedCleanly = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      hasEndedCleanly = signal === null && code !== null && code < 2;
      const how = signal ? `something killed it with ${signal}` : `it ended with code ${code}`;
      resolve((signal !== 'SIGKILL' && lastError(files.log, before)) || how);
    });
  }).finally(() => {
    running.delete(child);
    return watcher?.dismiss();
  });

  async function end() {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
    await ended;
    clearTimeout(kill);
  }

  return { pid: child.pid ?? 0, ended, end, hasEndedCleanly: () => hasEndedCleanly };
}

/** Notes the process ids, so that a later start finds the server; kills it if they cannot be written. */
function note(child: ChildProcess, file: string) {
  try {
    keepFileSync(file, JSON.stringify({ server: child.pid!, owner: process.pid } satisfies Pids));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
