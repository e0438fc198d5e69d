import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startReady } from '../measured-daemon.ts';

/** A daemon on a folder and everything it started, as one machine that can lose its power. */
export type Machine = {
  /** Resolves with its port when it can be asked; rejects when it ended before. */
  ready: Promise<number>;
  /** Freezes all of it, so that nothing is acknowledged or written any more. */
  freeze(): void;
  /** Ends all of it at once; it must be frozen. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a daemon on the data folder in `folder`, at a free port. */
export function startMachine(folder: string): Machine {
  const { child, ready } = startReady('daemon', [folder]);
  const pids: number[] = [];
  const isUp = ready.then(({ port }) => port);
  isUp.catch(() => undefined);
  return {
    ready: isUp,
    freeze() {
      signal(child.pid, 'SIGSTOP');
      pids.push(...descendantsOf(child.pid));
      for (const pid of pids) signal(pid, 'SIGSTOP');
    },
    async kill() {
      const gone = isOver(child) ? undefined : once(child, 'exit');
      signal(child.pid, 'SIGKILL');
      for (const pid of pids) signal(pid, 'SIGKILL');
      await gone;
      while (pids.some(isRunning)) await pause(10);
    },
    async stop() {
      if (isOver(child)) return;
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
    },
  };
}

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid) process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What Linux says of a process after its name: its state, then its parent. */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const isRunning = (pid: number): boolean => !/^[ZX]?$/.test(statOf(pid)?.state ?? '');

function descendantsOf(pid: number | undefined): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = all.map(Number).filter((one) => statOf(one)?.parent === pid);
  return children.flatMap((one) => [one, ...descendantsOf(one)]);
}
