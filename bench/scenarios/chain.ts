import { join } from 'node:path';
import { jetStreamLog } from '../../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../../src/adapters/nats/nats.ts';
import { encodeCommit, type StoredCommit } from '../../src/events/log.ts';
import { messageHash } from '../../src/projections/integrity/chain.ts';
import { readSettings } from '../../src/startup/config.ts';
import { launch, settled } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { range, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

const units = 8000;
const workers = 50;
const rounds = 5;

/** What the chain of hashes costs a crowd: the time to hash every commit that it led to, as a share of the time it took. */
export async function chain(): Promise<void> {
  const shares: number[] = [];
  const micros: number[] = [];
  let last = { commits: 0, bytes: 0 };
  for (let round = 0; round < rounds; round++) {
    const { seconds, commits } = await commitsOfCrowd();
    const before = performance.now();
    for (const commit of commits) messageHash(encodeCommit(commit));
    const spentMs = performance.now() - before;
    shares.push((spentMs / 1000 / seconds) * 100);
    micros.push((spentMs * 1000) / units);
    last = { commits: commits.length, bytes: commits.reduce((sum, commit) => sum + encodeCommit(commit).length, 0) };
    console.log(`  round ${round + 1}: ${(units / seconds).toFixed(0)} units/s`);
  }
  table(
    `The chain, ${workers} workers, ${units} units: median (lowest–highest) of ${rounds} rounds`,
    ['', 'figure'],
    [
      ['share of the time, %', range(shares, 2)],
      ['for each unit, µs', range(micros, 1)],
      ['commits', String(last.commits)],
      ['characters hashed', String(last.bytes)],
    ],
  );
}

async function commitsOfCrowd(): Promise<{ seconds: number; commits: StoredCommit[] }> {
  const child = await startChild('daemon');
  const items = Math.ceil(units * 1.2) + workers;
  const run = await launch(child.port, writeTask(join(child.folder, 'task'), 'bench', sentences(items)));
  const names = Array.from({ length: workers }, (_, n) => `worker-${n}`);
  const { seconds } = await labour({
    port: child.port,
    run: run.id,
    workers: names,
    units,
    answer: () => ({ label: 'yes', confidence: 4, note: 'It reads like one.' }),
  });
  await settled(child.port);
  await child.end();
  try {
    return { seconds, commits: await commitsIn(join(child.folder, 'data/nats')) };
  } finally {
    child.remove();
  }
}

async function commitsIn(folder: string): Promise<StoredCommit[]> {
  const notify = () => undefined;
  const nats = await openNats({ folder, cacheFolder: readSettings(process.env).cacheFolder, notify, onGone: notify });
  const log = await jetStreamLog(await connectTo(nats.logUrl, 'bench'));
  try {
    const commits: StoredCommit[] = [];
    for await (const commit of log.between(0, await log.head())) commits.push(commit);
    return commits;
  } finally {
    await log.close();
    await nats.stop();
  }
}
