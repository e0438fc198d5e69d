import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, json, launch } from '../api.ts';
import { openWorker, type Work } from '../crowd/worker.ts';
import { quantile, spread } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

/** Four facts a unit, so that this many units a second make 500 facts. */
const unitsPerSecond = 125;
const seconds = 20;
const workers = 50;
const reviewsPerSecond = 10;

/** How long after a decision is on disk the rows show it, while 500 facts a second come in. */
export async function lag(): Promise<void> {
  const child = await startChild('daemon');
  try {
    const items = unitsPerSecond * (seconds + 5);
    const run = await launch(child.port, writeTask(join(child.folder, 'task'), 'bench', sentences(items)));
    const over = performance.now() + seconds * 1000;
    const handedIn: number[] = [];
    const lags: number[] = [];
    const labouring = Promise.all(
      Array.from({ length: workers }, (_, nth) => paced(child.port, run.id, `worker-${nth}`, over, handedIn)),
    );
    await wait(1000);
    const before = await json<Head>(child.port, '/health');
    const began = performance.now();
    const decided = new Set<string>();
    while (performance.now() < over) {
      const { units } = await json<{ units: { id: string }[] }>(
        child.port,
        `/api/units?run=${run.id}&status=completed&sort=newest&limit=50`,
      );
      const unit = units.find(({ id }) => !decided.has(id));
      if (unit) {
        decided.add(unit.id);
        const { sequence } = JSON.parse(await text(child.port, `/api/units/${unit.id}/accept`)) as { sequence: number };
        const stored = performance.now();
        await json(child.port, `/api/runs/${run.id}?after=${sequence}`);
        lags.push(performance.now() - stored);
      }
      await wait(1000 / reviewsPerSecond);
    }
    await labouring;
    const spent = (performance.now() - began) / 1000;
    const after = await json<Head>(child.port, '/health');
    const worst = quantile(
      lags.toSorted((one, other) => one - other),
      0.999,
    );
    const facts = Math.round((handedIn.length * 4) / seconds);
    console.log(
      `  ${facts} facts a second in ${Math.round((after.log.sequence - before.log.sequence) / spent)} commits`,
    );
    console.log(
      `  rows show a decision after p50 / p95 / p99 ${spread(lags)} ms, at most ${worst.toFixed(0)} ms (${lags.length} decisions)`,
    );
  } finally {
    await child.stop();
  }
}

type Head = { log: { sequence: number } };

async function text(port: number, path: string): Promise<string> {
  let answer = '';
  for await (const chunk of ask(port, 'POST', path, {})) answer += chunk;
  return answer;
}

/** Works at an even pace until the time is over. */
async function paced(port: number, run: string, name: string, over: number, handedIn: number[]): Promise<void> {
  const worker = openWorker(port, run, name);
  const every = (1000 * workers) / unitsPerSecond;
  await wait(Math.random() * every);
  for (let next = performance.now(); next < over; next += every) {
    await wait(Math.max(0, next - performance.now()));
    const work: Work | undefined = await worker.arrive();
    if (!work) break;
    await worker.submit(work, { label: 'yes', confidence: 4 });
    handedIn.push(performance.now());
  }
  worker.close();
}
