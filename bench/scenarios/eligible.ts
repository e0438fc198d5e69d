import { join } from 'node:path';
import { client } from '../../src/api/client.ts';
import { grantQualification, listQualifications, listWorkers } from '../../src/api/workers.ts';
import { launch, settled } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { range, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

const rounds = 5;
const workers = 200;
const perRound = 8000;
/** Submitted before the clock starts, by the same workers in another run. */
const warmUp = 4000;

/** Five requirements, all of them met: two compare a value, three ask for qualifications that nobody holds. */
const qualifications = [
  { name: 'accuracy', comparator: 'GreaterThanOrEqualTo', value: 80 },
  { name: 'group', comparator: 'In', value: [1, 2, 3] },
  ...['careless', 'too fast', 'conflicted'].map((name) => ({ name, comparator: 'DoesNotExist' })),
];
const held: Readonly<Record<string, number>> = { accuracy: 90, group: 2 };

/** A gold unit after every tenth ordinary one; the answer of the bench is right. */
const golds = {
  ...{ use_golds: true, gold_qualification_base: 'bench', max_gold_units: 100_000, min_golds: 1, gold_every: 10 },
  gold_data: Array.from({ length: 200 }, (_, n) => ({ id: `gold-${n}`, expected: { label: 'yes' } })),
};

const names = Array.from({ length: workers }, (_, n) => `worker-${n}`);
const answer = () => ({ label: 'yes', confidence: 4, note: 'It reads like one.' });

/** What it costs to decide who may work: units per second with five requirements and gold units, as a share of those without. */
export async function eligible(): Promise<void> {
  const without: number[] = [];
  const asked: number[] = [];
  const ratios: number[] = [];
  // Turn by turn, so that a machine that slows down slows both.
  for (let round = 0; round < rounds; round++) {
    const plain = await unitsPerSecond({});
    const decided = await unitsPerSecond({ qualifications, ...golds });
    without.push(plain);
    asked.push(decided);
    ratios.push(decided / plain);
    console.log(`  round ${round + 1} of ${rounds}: ${Math.round(decided)} units/s, ${Math.round(plain)} without`);
  }
  const row = [String(workers), range(asked), range(without), range(ratios, 2)];
  const head = ['workers', 'units/s, five requirements and gold', 'units/s, none', 'ratio'];
  table('Units per second over HTTP: median (lowest–highest) of rounds', head, [row]);
}

async function unitsPerSecond(own: { qualifications?: typeof qualifications }): Promise<number> {
  // Gold units need it, and both are to be the same otherwise.
  const settings = { ...own, allowed_concurrent: 1 };
  const child = await startChild('daemon');
  const { port, folder } = child;
  try {
    const count = (units: number) => sentences(Math.ceil(units * 1.2) + workers);
    const practice = await launch(
      port,
      writeTask(join(folder, 'practice'), 'practice', count(warmUp), { allowed_concurrent: 1 }),
    );
    await labour({ port, run: practice.id, workers: names, answer, units: warmUp });
    const run = await launch(port, writeTask(join(folder, 'task'), 'bench', count(perRound), settings));
    if (own.qualifications) await grantAll(port);
    await settled(port);
    const { units, seconds } = await labour({ port, run: run.id, workers: names, answer, units: perRound });
    if (units < perRound) throw new Error(`Only ${units} of ${perRound} units were submitted.`);
    return units / seconds;
  } finally {
    await child.stop();
  }
}

/** Grants every worker what the requirements compare. */
async function grantAll(port: number): Promise<void> {
  await settled(port);
  const app = client(`http://localhost:${port}/`);
  const { qualifications: known } = await app.call(listQualifications, {});
  let cursor: string | undefined;
  do {
    const page = await app.call(listWorkers, { query: cursor === undefined ? {} : { cursor } });
    for (const { id: worker } of page.workers)
      for (const { id: qualification, name } of known)
        if (held[name] !== undefined)
          await app.call(grantQualification, { params: { worker, qualification }, body: { value: held[name] } });
    cursor = page.cursor;
  } while (cursor !== undefined);
}
