import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../src/adapters/package.ts';
import { readSettings } from '../../src/startup/config.ts';
import { json } from '../api.ts';

/** The part of `/health` that is used here. */
export type Health = { ok: boolean; problems: string[]; damages?: { code: string }[] };

/** A daemon started by its command: open for work, closed, ended by itself, or none of these in time (`hang`). */
export type Started = {
  how: 'open' | 'closed' | 'ended' | 'hang';
  port: number;
  /** The exit code of one that ended. */
  code?: number | null;
  health?: Health;
  /** Everything it has printed so far. */
  output(): string;
  /** Ends it with its nats-server; resolves with whether it ended on SIGINT. */
  stop(): Promise<boolean>;
  /** Kills it and its nats-server, in this order, with nothing in between. */
  kill(): Promise<void>;
};

/** How long a daemon may take until it is open or closed, a command until it ends, and a stop. */
const openingMs = 30_000;
const commandMs = 60_000;
const stoppingMs = 20_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function launchCommand(dataFolder: string, words: readonly string[]) {
  const { cacheFolder } = readSettings(process.env);
  const env = { ...process.env, MANYHANDS_DATA: dataFolder, MANYHANDS_CACHE: cacheFolder, MANYHANDS_PORT: '0' };
  const child = spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], {
    cwd: join(dataFolder, '..'),
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return { child, output: () => output };
}

/** Runs a command to its end. */
export async function command(
  dataFolder: string,
  ...words: string[]
): Promise<{ code: number | null; output: string }> {
  const { child, output } = launchCommand(dataFolder, words);
  const timer = setTimeout(() => child.kill('SIGKILL'), commandMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  if (code === null) killServerOf(child, dataFolder);
  return { code, output: output() };
}

/** Starts a daemon by its command, and waits until it is open or closed, or has ended. */
export async function startDaemon(dataFolder: string, ...words: string[]): Promise<Started> {
  const { child, output } = launchCommand(dataFolder, ['start', ...words]);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const base = { output, stop: () => stop(child, ended, dataFolder), kill: () => kill(child, ended, dataFolder) };
  for (const begin = performance.now(); performance.now() - begin < openingMs; await pause(50)) {
    if (child.exitCode !== null || child.signalCode) {
      const [code] = await ended;
      return { ...base, how: 'ended', code, port: 0 };
    }
    const isOpen = output().includes('Manyhands is running');
    if (!isOpen && !output().includes('Manyhands is closed and records nothing')) continue;
    const port = Number(new URL(readJson<{ url: string }>(join(dataFolder, 'daemon.json'))?.url ?? 'http://x').port);
    return { ...base, how: isOpen ? 'open' : 'closed', port, health: await json<Health>(port, '/health') };
  }
  return { ...base, how: 'hang', port: 0 };
}

async function stop(child: ChildProcess, ended: Promise<unknown>, dataFolder: string): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode) return true;
  child.kill('SIGINT');
  const isOver = await Promise.race([ended.then(() => true), pause(stoppingMs).then(() => false)]);
  if (!isOver) await kill(child, ended, dataFolder);
  return isOver;
}

async function kill(child: ChildProcess, ended: Promise<unknown>, dataFolder: string): Promise<void> {
  child.kill('SIGKILL');
  killServerOf(child, dataFolder);
  await ended;
}

/** The file may be from an earlier start; its process id may belong to another program by now. */
function killServerOf(child: ChildProcess, dataFolder: string) {
  const pids = readJson<{ server: number; owner: number }>(join(dataFolder, 'nats/nats.pid'));
  if (!pids || pids.owner !== child.pid) return;
  try {
    process.kill(pids.server, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readJson<Value>(file: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Value;
  } catch {
    return undefined;
  }
}
