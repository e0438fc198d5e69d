import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, launch, lines, settled } from './api.ts';
import { openWorker, type Work } from './crowd/worker.ts';
import { readAllFacts } from './facts.ts';
import { startReady } from './measured-daemon.ts';
import { sentences, writeTask } from './task.ts';

type ChaosSettings = { kills: number; workers: number; notify: (sentence: string) => void };
type ChaosReport = { kills: number; acknowledged: number; faults: string[] };

/** More than this crowd finishes. */
const itemCount = 40_000;

type Victim = 'daemon' | 'nats' | 'both';
const victims: Victim[] = ['daemon', 'nats', 'both'];
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Kills the daemon, its nats-server and both with SIGKILL at random moments while a crowd works, starts again each time,
 * and compares what was acknowledged with what is stored in the end.
 */
export async function chaos({ kills, workers, notify }: ChaosSettings): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-chaos-'));
  const port = await freePort();
  let daemon = await startDaemon(folder, port);
  const acknowledged = new Map<string, { agentId: string; answer: unknown }>();
  let over = false;
  let isWorking = true;

  async function work(name: string, run: string) {
    const worker = openWorker(port, run, name);
    for (let visit = 0; isWorking; visit++) {
      const assigned = await untilDone(() => worker.arrive(`${name}-${visit}`));
      if (!assigned) break;
      const answer = { from: name, visit, item: assigned.data.id };
      await untilDone(() => worker.submit(assigned as Work, answer));
      acknowledged.set(assigned.agentId, { agentId: assigned.agentId, answer });
      // A pause as people make, so that the kills come during the work and not after it.
      await pause(Math.random() * 300);
    }
    worker.close();
  }

  /** Repeats a request until it succeeds, as a worker's page does. */
  async function untilDone<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (over) throw error;
        await pause(20);
      }
    }
  }

  try {
    const task = writeTask(join(folder, 'task'), 'chaos', sentences(itemCount), { units_per_assignment: 2 });
    const { id: run } = await launch(port, task);
    const crowd = Promise.all(Array.from({ length: workers }, (_, n) => work(`worker-${n}`, run)));
    crowd.catch(() => undefined);
    for (let kill = 1; kill <= kills; kill++) {
      await pause(100 + Math.random() * 700);
      const victim = victims[kill % victims.length] as Victim;
      daemon = await killAndRestart(daemon, victim, folder, port);
      notify(`Kill ${kill} of ${kills}: ${victim}. ${acknowledged.size} answers acknowledged so far.`);
    }
    notify('No more kills; the crowd finishes what it has.');
    isWorking = false;
    await crowd;
    await settled(port);
    const faults = await audit(port, run, acknowledged, folder);
    return { kills, acknowledged: acknowledged.size, faults };
  } finally {
    over = true;
    await stopDaemon(daemon, folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares what was acknowledged with the export, the stream of facts and the folded log. */
async function audit(
  port: number,
  run: string,
  acknowledged: Map<string, { answer: unknown }>,
  folder: string,
): Promise<string[]> {
  const faults: string[] = [];
  const found = new Map<string, string>();
  const pairs = new Set<string>();
  for await (const { agent, unit, worker, assignment, answer, status } of lines(
    port,
    'GET',
    `/api/export?of=${run}&format=jsonl`,
  )) {
    if (status === 'open') continue;
    if (status !== 'completed') faults.push(`${unit} is ${status}`);
    if (found.has(String(agent))) faults.push(`${agent} is there twice`);
    found.set(String(agent), JSON.stringify(answer));
    if (pairs.has(`${worker} ${assignment}`)) faults.push(`${worker} has two units of ${assignment}`);
    pairs.add(`${worker} ${assignment}`);
  }
  for (const [agent, { answer }] of acknowledged) {
    if (found.get(agent) !== JSON.stringify(answer))
      faults.push(`the answer of ${agent} was acknowledged and is not there`);
  }
  const { ok, checks } = await json<{ ok: boolean; checks: unknown }>(port, '/api/verify');
  if (!ok) faults.push(`fold(log), live state and read model differ: ${JSON.stringify(checks)}`);

  const written: string[] = [];
  for await (const fact of lines(port, 'GET', '/api/events?from=1')) written.push(String(fact.position));
  const broadcast = await readAllFacts(readFileSync(join(folder, 'data/facts.url'), 'utf8').trim());
  if (broadcast.join() !== written.join()) {
    faults.push(`the broadcast stream has ${broadcast.length} facts, the log ${written.length}, or in another order`);
  }
  return faults;
}

async function startDaemon(folder: string, port: number): Promise<ChildProcess> {
  const { child, ready } = startReady('daemon', [folder, String(port)]);
  await ready;
  return child;
}

const natsPid = (folder: string): number => JSON.parse(readFileSync(join(folder, 'data/nats/nats.pid'), 'utf8')).server;

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function killAndRestart(
  daemon: ChildProcess,
  victim: Victim,
  folder: string,
  port: number,
): Promise<ChildProcess> {
  if (victim === 'nats') {
    kill(natsPid(folder));
    // The daemon restarts it, at most once in ten seconds.
    await pause(10_500);
    return daemon;
  }
  const gone = once(daemon, 'exit');
  if (victim === 'both') kill(natsPid(folder));
  kill(daemon.pid ?? 0);
  await gone;
  return startDaemon(folder, port);
}

async function stopDaemon(daemon: ChildProcess, folder: string): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode) return kill(natsPid(folder));
  const gone = once(daemon, 'exit');
  daemon.send('stop');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
