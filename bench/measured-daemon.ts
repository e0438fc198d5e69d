import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../src/adapters/package.ts';

/** A server in a process of its own, so that what it needs is measured apart from the crowd. */
export type Child = {
  port: number;
  folder: string;
  rss(): { daemon: number; nats: number };
  /** Processor time that both have taken so far, in s: less of it depends on what else the machine does. */
  cpuSeconds(): number;
  /** Ends it, and leaves its folder. */
  end(): Promise<void>;
  remove(): void;
  /** Both. */
  stop(): Promise<void>;
};

type Ready = { port: number; natsPid?: number };

/** Starts a program of this folder; `ready` resolves when it says that it is, and rejects if it ends before. */
export function startReady(
  which: 'daemon' | 'twin' | 'live-twin',
  args: string[],
): { child: ChildProcess; ready: Promise<Ready> } {
  const child = fork(join(packageFolder, 'dist/bench', `${which}.js`), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The ${which} ended before it was ready.`);
  });
  ended.catch(() => undefined);
  const ready = Promise.race([once(child, 'message'), ended]).then(([message]) => message as Ready);
  return { child, ready };
}

/** A folder for a bench server and what is measured with it. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'manyhands-bench-'));

/** Starts a bench server (`daemon` is the whole daemon, `twin` the bare limit), on a data folder of its own unless one is given. */
export async function startChild(
  which: 'daemon' | 'twin' | 'live-twin',
  args: string[] = [],
  folder: string = newFolder(),
): Promise<Child> {
  const { child, ready: becoming } = startReady(which, [folder, ...args]);
  const ready = await becoming;
  async function end() {
    const gone = once(child, 'exit');
    child.send('stop');
    await gone;
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return {
    port: ready.port,
    folder,
    end,
    remove,
    rss: () => ({ daemon: residentBytes(child.pid ?? 0), nats: residentBytes(ready.natsPid ?? 0) }),
    cpuSeconds: () => processorSeconds(child.pid ?? 0) + processorSeconds(ready.natsPid ?? 0),
    stop: () => end().finally(remove),
  };
}

/** A process's resident memory in bytes, where the system shows it. */
function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Linux counts in hundredths of a second. */
const ticksPerSecond = 100;

/** The processor time of a process in s, where the system shows it. */
function processorSeconds(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}
