import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';

/** The built program. */
export const program = join(packageFolder, 'bin/manyhands');

/** The environment of a program whose daemon has its data below this folder, and this port or a free one. */
export const environmentIn = (folder: string, port = 0): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ MANYHANDS_DATA: join(folder, 'data'), MANYHANDS_PORT: String(port), NO_COLOR: '1' },
});

/** Starts a daemon as a process of its own, to be killed; gives the port on which it listens. */
export async function spawnDaemon(folder: string, port?: number): Promise<{ process: ChildProcess; port: number }> {
  const env = environmentIn(folder, port);
  const spawned = spawn(process.execPath, [program, 'start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = spawned.stdout!.setEncoding('utf8');
  // Left open: a daemon whose output nobody reads ends itself.
  for await (const text of printed.iterator({ destroyOnReturn: false })) if (/Ctrl-C/.test(text)) break;
  printed.resume();
  const { url } = JSON.parse(readFileSync(join(folder, 'data/daemon.json'), 'utf8'));
  return { process: spawned, port: Number(new URL(url).port) };
}

/** Ends a daemon with its nats-server, so that nothing writes into its folder any more. */
export async function endDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
}

/** How many commits the log of a daemon has. */
export const headOf = async (port: number): Promise<number> =>
  (await json<{ log: { sequence: number } }>(port, '/health')).log.sequence;

/** Resolves once the log of a daemon has this many commits. */
export async function headReaches(port: number, sequence: number): Promise<void> {
  while ((await headOf(port)) < sequence) await new Promise((resolve) => setTimeout(resolve, 2));
}
