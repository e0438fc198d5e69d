import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { hostVariables, protocolVersion } from '../nats/hosts/protocol.ts';
import { runnableModule } from '../run-module.ts';
import { causeOfDeath, printedBy } from '../tasks/printed.ts';

/** What a host is started with. */
export type HostStart = {
  folder: string;
  /** The file of the code, for the host of this project; or the command that starts another one. */
  code: { file: string } | { command: string };
  /** The task's config, with the values of its secrets. */
  config: unknown;
  url: string;
  subject: string;
};

/** The process of a task host. */
export type HostProcess = {
  pid: number;
  /** Resolves with the reason when it has ended, with everything that it started. */
  gone: Promise<string>;
  /** Asks it to end, and kills it after half a second. */
  end(): Promise<void>;
  kill(): void;
};

/** The most memory of the values of a host in JavaScript, in MiB; a leak ends the process, and it is replaced. */
export const maxHeapMebibytes = 512;
/** How long a process may take to end by itself, and its last output to arrive. */
const endTimeoutMs = 500;

/** Starts the process in which a task's functions run. It ends with ours, also when ours is killed. */
export function startHost({ folder, code, config, url, subject }: HostStart): HostProcess {
  const [program, args] = 'file' in code ? ownHost(code.file) : ['/bin/sh', ['-c', code.command]];
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      [hostVariables.url]: url,
      [hostVariables.subject]: subject,
      [hostVariables.protocol]: String(protocolVersion),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, which is killed as a whole; Ctrl-C does not reach it before Manyhands is done with it.
    detached: true,
  });
  const printed = printedBy(child);
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify({ config })}\n`);
  const watcher = killWithUs(child);
  const silent = Promise.allSettled([finished(child.stdout), finished(child.stderr)]);
  const gone = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', async (exitCode, signal) => {
      killGroup(child);
      await Promise.race([silent, wait(endTimeoutMs)]);
      resolve(causeOfDeath({ code: exitCode, signal }, printed));
    });
  }).finally(watcher.dismiss);

  return {
    pid: child.pid ?? 0,
    gone,
    kill: () => killGroup(child),
    async end() {
      child.stdin.end();
      await Promise.race([gone, wait(endTimeoutMs)]);
      killGroup(child);
      await gone;
    },
  };
}

function ownHost(file: string): [string, string[]] {
  const { file: module, execArgv } = runnableModule('src/adapters/task-host/js-host');
  return [process.execPath, [`--max-old-space-size=${maxHeapMebibytes}`, ...execArgv, module, file]];
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Waits for a line, or the end of its input, which comes however Manyhands ends; then it kills the group of processes. */
const script = `
read -r pid || exit 0
read -r word && exit 0
sleep 1
kill -KILL "-$pid" 2>/dev/null
`;

function killWithUs({ pid }: ChildProcess): { dismiss(): Promise<void> } {
  if (!pid) return { dismiss: async () => undefined };
  const shell = spawn('/bin/sh', ['-c', script], { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const gone = Promise.race([once(shell, 'exit'), once(shell, 'error')]).catch(() => undefined);
  shell.stdin.on('error', () => undefined);
  shell.stdin.write(`${pid}\n`);
  shell.unref();
  return {
    async dismiss() {
      shell.stdin.end('done\n');
      await gone;
    },
  };
}
