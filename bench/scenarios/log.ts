import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evolve } from '../../src/actors/evolve-run.ts';
import { newRun } from '../../src/actors/run.ts';
import { openRunMailbox } from '../../src/actors/run-mailbox.ts';
import { jetStreamLog } from '../../src/adapters/nats/log/jetstream.ts';
import { memoryLog } from '../../src/adapters/nats/log/memory.ts';
import { connectTo, openNats } from '../../src/adapters/nats/nats.ts';
import { read } from '../../src/events/catalog.ts';
import type { AgentId, RunId, WorkerId } from '../../src/events/ids.ts';
import type { Log, StoredCommit } from '../../src/events/log.ts';
import { allProjections, allTables } from '../../src/projections/all.ts';
import { openToWrite } from '../../src/projections/store/database.ts';
import { openProjector } from '../../src/projections/store/projector.ts';
import { readSettings } from '../../src/startup/config.ts';
import { megabytes, range, table } from '../figures.ts';

const rounds = 3;
/** The run of that history. */
export const runId = 'bench-1' as RunId;
const stampAt = (count: () => number) => (by: string) => ({ id: `f${count()}`, at: new Date().toISOString(), by });

/** The log of a run whose every unit is worked and submitted: 5 facts a unit. */
export async function historyOf(units: number): Promise<StoredCommit[]> {
  const log = memoryLog();
  let count = 0;
  const next = () => count++;
  const mailbox = await openRunMailbox({
    log,
    runId,
    stamp: stampAt(next),
    commitId: () => `c${next()}`,
    pause: async () => undefined,
  });
  const settings = {
    unitsPerAssignment: 1,
    assignmentDurationSeconds: 600,
    maximumUnitsPerWorker: 0,
    allowedConcurrent: 0,
    maxNumConcurrentUnits: 0,
  };
  await mailbox.ask(
    {
      type: 'task-run.open',
      runId,
      task: 'bench',
      title: 'Bench',
      lazy: false,
      launched: { folder: '/' },
      settings,
      config: {},
    },
    'bench',
  );
  for (let made = 0; made < units; made += 500) {
    const items = Array.from({ length: 500 }, (_, n) => ({
      shared: { id: made + n, text: `Sentence number ${made + n} says something to be judged.` },
    }));
    await mailbox.ask({ type: 'assignment.create', items }, 'bench');
  }
  await mailbox.ask({ type: 'task-run.end-data', assignments: units }, 'bench');
  await mailbox.ask({ type: 'task-run.launch' }, 'bench');
  for (let done = 0; done < units; done += 50) {
    const fifty = Array.from({ length: 50 }, (_, n) => ({
      agentId: `agent-${done + n}` as AgentId,
      workerId: `worker-${n}` as WorkerId,
    }));
    await Promise.all(
      fifty.map((who) => {
        const arrival = { ...who, provider: 'bench', worker: who.workerId, registration: who.agentId };
        return mailbox.ask(
          { type: 'agent.connect', ...arrival, now: new Date().toISOString(), elsewhere: 0 },
          who.workerId,
        );
      }),
    );
    await Promise.all(
      fifty.map((who) =>
        mailbox.ask(
          { type: 'agent.submit', agentId: who.agentId, answer: { label: 'yes', confidence: 4 } },
          who.workerId,
        ),
      ),
    );
  }
  const commits: StoredCommit[] = [];
  for await (const commit of log.read(runId)) commits.push(commit);
  return commits;
}

const factsIn = (commits: readonly StoredCommit[]) => commits.reduce((sum, { facts }) => sum + facts.length, 0);

async function measured(rate: () => Promise<number>): Promise<string> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) rates.push(await rate());
  return range(rates);
}

async function onServer<Result>(work: (log: Log) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  const quiet = () => undefined;
  const { cacheFolder } = readSettings(process.env);
  const nats = await openNats({ folder: join(folder, 'nats'), cacheFolder, notify: quiet, onGone: quiet });
  const log = await jetStreamLog(await connectTo(nats.logUrl, 'bench'));
  try {
    return await work(log);
  } finally {
    await log.close();
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const secondsOf = async (work: () => Promise<unknown> | unknown) => {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
};

/** Facts appended per second, fenced and on disk: one to a commit, and 100. */
export async function append(): Promise<void> {
  const fact = JSON.stringify({
    id: 'bench-fact-1',
    at: new Date().toISOString(),
    by: 'bench',
    type: 'unit.submitted',
    version: 1,
    data: {
      unitId: 'bench-1.1.0',
      assignmentId: 'bench-1.1',
      agentId: 'a'.repeat(27),
      workerId: 'w'.repeat(17),
      answer: { label: 'yes' },
    },
  });
  const rows: string[][] = [];
  for (const size of [1, 10, 100]) {
    const commits = 2000;
    const rate = await measured(() =>
      onServer(async (log) => {
        let sequence = 0;
        const json = Array.from({ length: size }, () => fact);
        const seconds = await secondsOf(async () => {
          for (let n = 0; n < commits; n++)
            sequence = await log.append({ id: randomUUID(), run: 'bench', json }, sequence);
        });
        return (commits * size) / seconds;
      }),
    );
    rows.push([String(size), rate]);
  }
  table('Append: one commit after another, fenced, each on disk before the next', ['facts a commit', 'facts/s'], rows);
}

/** Facts folded per second: read from the server, read in their present shape, and folded by every actor. */
export async function replay(): Promise<void> {
  const commits = await historyOf(40_000);
  const facts = factsIn(commits);
  const before = process.memoryUsage().rss;
  const folded = await measured(async () => {
    const lines = commits.map((commit) => JSON.stringify(commit.facts));
    const run = newRun();
    const seconds = await secondsOf(() => {
      for (const line of lines) for (const recorded of JSON.parse(line)) evolve(run, read(recorded));
    });
    return facts / seconds;
  });
  const memory = process.memoryUsage().rss - before;
  const fromServer = await onServer(async (log) => {
    let sequence = 0;
    for (const { id, facts: recorded } of commits) {
      sequence = await log.append({ id, run: runId, json: recorded.map((fact) => JSON.stringify(fact)) }, sequence);
    }
    return measured(async () => {
      const run = newRun();
      const seconds = await secondsOf(async () => {
        for await (const commit of log.read(runId)) for (const recorded of commit.facts) evolve(run, read(recorded));
      });
      return facts / seconds;
    });
  });
  table(
    `Replay of ${facts} facts`,
    ['from', 'facts/s'],
    [
      ['JSON in memory', folded],
      ['the nats-server', fromServer],
    ],
  );
  console.log(`(grew by ${megabytes(memory)} over ${rounds} runs kept for the garbage collector to find)`);
}

/** Facts projected per second into a new SQLite file: what a rebuild does. */
export async function projection(): Promise<void> {
  const commits = await historyOf(40_000);
  const facts = factsIn(commits);
  const rate = await measured(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
    const db = openToWrite(join(folder, 'rows.db'), allTables);
    const projector = openProjector(db, allProjections);
    const seconds = await secondsOf(() => {
      for (let at = 0; at < commits.length; at += 20) projector.project(commits.slice(at, at + 20));
    });
    db.$client.close();
    rmSync(folder, { recursive: true, force: true });
    return facts / seconds;
  });
  table(`Projection and rebuild of ${facts} facts`, ['into', 'facts/s'], [['a new SQLite file', rate]]);
  console.log(`(this process: ${megabytes(process.memoryUsage().rss)})`);
}
