import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Settings } from '../../../startup/config.ts';
import { type Daemon, type Health, healthAt } from '../../connection/daemon.ts';
import { hint } from '../../terminal/called-as.ts';
import { sizeText } from '../../terminal/text.ts';
import { type Finding, good, note, reasonOf, wrong } from './finding.ts';

const lowBytes = 1e9;
const minBytes = 2e8;

/** Whether the data folder can be written, and whether the disk has room. */
export async function checkDataFolder(folder: string): Promise<Finding[]> {
  const present = await stat(folder).catch(() => undefined);
  if (present && !present.isDirectory()) {
    return [wrong('data folder', `${folder} is not a folder`, 'Set MANYHANDS_DATA to a folder.')];
  }
  const nearest = present ? folder : await nearestPresent(dirname(folder));
  try {
    await access(nearest, constants.W_OK | constants.X_OK);
  } catch {
    return [wrong('data folder', `you may not write to ${nearest}`, 'Set MANYHANDS_DATA to a folder of your own.')];
  }
  const isUsed = await stat(join(folder, 'layout.json')).then(
    () => true,
    () => false,
  );
  const state = isUsed
    ? good('data folder', folder)
    : note('data folder', `${folder} will be created at the first start`);
  return [state, await checkDisk(nearest)];
}

async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${sizeText(free)} free for ${folder}`;
  if (free < minBytes)
    return wrong('disk', says, 'Free some space, or set MANYHANDS_DATA to a folder on another disk.');
  return free < lowBytes ? note('disk', `only ${says}`) : good('disk', says);
}

async function nearestPresent(folder: string): Promise<string> {
  const present = await stat(folder).catch(() => undefined);
  return present || folder === dirname(folder) ? folder : nearestPresent(dirname(folder));
}

/** Whether the port is free, or taken by the daemon of this data folder. */
export async function checkPort({ port }: Settings, daemon: Daemon | undefined): Promise<Finding> {
  if (daemon && Number(new URL(daemon.url).port) === port) return good('port', `${port} is in use by this daemon`);
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return good('port', port === 0 ? 'any free port' : `${port} is free`);
  } catch (error) {
    // The port matters only for a daemon that is not running yet.
    const says = `${port} cannot be used: ${reasonOf(error)}`;
    return daemon ? note('port', says) : wrong('port', says, 'Set MANYHANDS_PORT to a free port; 0 takes any.');
  } finally {
    server.close();
  }
}

/** The state of the daemon of this data folder, with a finding for each of its problems and notes. */
export async function checkDaemon(daemon: Daemon | undefined): Promise<Finding[]> {
  if (!daemon) return [note('daemon', `not running; "${hint('start')}" starts it`)];
  const health = await healthAt(daemon.url, daemon.token);
  if (!health)
    return [wrong('daemon', `process ${daemon.pid} does not answer at ${daemon.url}`, 'Stop it and start it again.')];
  const runs = good('daemon', `process ${daemon.pid} at ${daemon.url}, log at ${health.log.sequence}`);
  const problems = health.problems.map((problem) => wrong('daemon', problem, ''));
  const notes = (health.notes ?? []).map((sentence) => note('daemon', sentence));
  return [runs, ...problems, ...notes, ...(health.hosts ?? []).map(hostFinding)];
}

/** What the host of a run's own code does; without a process, its failure is among the problems. */
function hostFinding({ run, pid, functions, failure }: NonNullable<Health['hosts']>[number]): Finding {
  const says = `run ${run}: ${pid ? `process ${pid}` : 'no process'}, ${functions.join(', ') || 'no functions'}`;
  return failure === undefined ? good('task code', says) : note('task code', `${says}; failed last: ${failure}`);
}
