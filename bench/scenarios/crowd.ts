import { join } from 'node:path';
import { json, launch, settled } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { megabytes, range, spread, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

const perRound = 8000;
/** Handed in before the clock starts, so that a cold engine is not what is measured. */
const warmUp = 6000;
const rounds = 3;
const crowds = [1, 10, 50, 200];

/** Units per second end to end over HTTP: arrive, get the data, submit, acknowledged on disk; a bare server beside it. */
export async function crowd(): Promise<void> {
  const rows: string[][] = [];
  for (const size of crowds) {
    const units = size === 1 ? perRound / 4 : perRound;
    const daemon: number[] = [];
    const twin: number[] = [];
    const ratios: number[] = [];
    const arrivals: number[] = [];
    const submissions: number[] = [];
    let memory = '';
    // Turn by turn, so that a machine that slows down slows both.
    for (let round = 0; round < rounds; round++) {
      const ours = await measureDaemon(size, units);
      const bare = await measureTwin(size, units);
      daemon.push(ours.rate);
      twin.push(bare);
      ratios.push(ours.rate / bare);
      arrivals.push(...ours.arrivals);
      submissions.push(...ours.submissions);
      memory = ours.memory;
    }
    rows.push([
      String(size),
      range(daemon),
      range(twin),
      range(ratios, 2),
      spread(arrivals),
      spread(submissions),
      memory,
    ]);
    console.log(`  ${size} workers: ${range(daemon)} units/s, twin ${range(twin)}`);
  }
  const head = ['workers', 'units/s', 'bare server', 'ratio', 'request→data ms', 'submit→saved ms', 'daemon + nats'];
  table('Units per second over HTTP: median (lowest–highest) of rounds; p50 / p95 / p99', head, rows);
}

const names = (size: number) => Array.from({ length: size }, (_, n) => `worker-${n}`);
const answer = () => ({ label: 'yes', confidence: 4, note: 'It reads like one.' });

/** Lets `size` workers do `units` units at a daemon of its own, started with `args`. */
export async function measureDaemon(size: number, units: number, args: string[] = []) {
  const child = await startChild('daemon', args);
  try {
    const items = Math.ceil((units + warmUp) * 1.2) + size;
    const run = await launch(child.port, writeTask(join(child.folder, 'task'), 'bench', sentences(items)));
    const crowd = { port: child.port, run: run.id, workers: names(size), answer };
    const warm = await labour({ ...crowd, workers: names(size).map((name) => `${name}-warm`), units: warmUp });
    await settled(child.port);
    const done = await labour({ ...crowd, units });
    const { daemon, nats } = child.rss();
    const { completed } = await json<{ completed: number }>(child.port, `/api/runs/${run.id}`).then(async () => {
      await settled(child.port);
      return json<{ completed: number }>(child.port, `/api/runs/${run.id}`);
    });
    if (completed !== warm.units + done.units)
      throw new Error(`${done.units} units were handed in, ${completed} are there.`);
    return { ...done, rate: done.units / done.seconds, memory: `${megabytes(daemon)} + ${megabytes(nats)}` };
  } finally {
    await child.stop();
  }
}

async function measureTwin(size: number, units: number): Promise<number> {
  const child = await startChild('twin');
  try {
    const crowd = { port: child.port, run: 'twin', workers: names(size), answer };
    await labour({ ...crowd, units: warmUp });
    const done = await labour({ ...crowd, units });
    return done.units / done.seconds;
  } finally {
    await child.stop();
  }
}
