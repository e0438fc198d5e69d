import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { client } from '../../src/api/client.ts';
import { grantQualification, listQualifications } from '../../src/api/workers.ts';
import { launch, settled } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { quantile, range, table } from '../figures.ts';
import { type Child, startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

/** Short rounds, each of one daemon and then of the other: a machine that slows down for a while then slows both. */
const rounds = 12;
const workers = 200;
const perRound = 2000;
/** Submitted before the clock starts, so that a cold engine is not what is measured. */
const warmUp = 6000;
/** Longer than the server gathers what follows from judgements, so that no round pays for the one before. */
const betweenRoundsMs = 500;

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

/** Rules that look at every unit, and apply to nobody: the answers of the bench are right, and slower than this. */
const rules = [
  { if: 'gold_accuracy < 0.7', after_units: 10, do: 'exclude' },
  { if: 'fast_answers_in_a_row >= 3', faster_than_seconds: 0.0001, do: 'flag' },
  { if: 'returned >= 5', do: 'pause', pause_minutes: 60 },
  { if: 'accepted_share < 0.5', after_units: 20, do: 'block' },
];

const names = Array.from({ length: workers }, (_, n) => `worker-${n}`);
const answer = () => ({ label: 'yes', confidence: 4, note: 'It reads like one.' });

/** What it costs to decide who may work: units per second with five requirements, four rules and gold units, as a share of those without. */
export async function eligible(): Promise<void> {
  const [asking, plain] = await Promise.all([startChild('daemon'), startChild('daemon')]);
  try {
    const decided = await prepared(asking, { qualifications, rules, ...golds });
    const undecided = await prepared(plain, {});
    const pairs: { asked: Round; free: Round }[] = [];
    for (let round = 0; round < rounds; round++) {
      // The first of two has the quieter machine or the busier one; in turn, so that this evens out.
      const isFirst = round % 2 === 0;
      const before = isFirst ? await decided() : undefined;
      const free = await undecided();
      pairs.push({ asked: before ?? (await decided()), free });
      console.log(`  round ${round + 1} of ${rounds}: ${pairs.slice(-1).map(ofPair)}`);
    }
    show(pairs);
  } finally {
    await Promise.all([asking.stop(), plain.stop()]);
  }
}

/** What was measured in one round: units per second, and the processor time of daemon and nats-server for each unit in µs. */
type Round = { rate: number; cpuMicros: number };

const ofPair = ({ asked, free }: { asked: Round; free: Round }) =>
  `${Math.round(asked.rate)} units/s, ${Math.round(free.rate)} without: ${(asked.rate / free.rate).toFixed(2)}`;

function show(pairs: readonly { asked: Round; free: Round }[]): void {
  const row = (name: string, figure: (round: Round) => number, share: (asked: number, free: number) => number) => {
    const ratios = pairs.map(({ asked, free }) => share(figure(asked), figure(free)));
    const sorted = ratios.toSorted((a, b) => a - b);
    const half = [0.25, 0.75].map((at) => quantile(sorted, at).toFixed(2)).join('–');
    const [asked, free] = [pairs.map((pair) => figure(pair.asked)), pairs.map((pair) => figure(pair.free))];
    return [name, range(asked), range(free), range(ratios, 2), half];
  };
  table(
    `Five requirements, four rules and gold units, ${workers} workers, beside a run without: median (lowest–highest) of ${rounds} rounds`,
    ['', 'with', 'without', 'ratio', 'half of the ratios'],
    [
      row(
        'units/s',
        ({ rate }) => rate,
        (asked, free) => asked / free,
      ),
      row(
        'µs of processor time for a unit',
        ({ cpuMicros }) => cpuMicros,
        (asked, free) => free / asked,
      ),
    ],
  );
}

/** Opens a run whose workers have begun; each call of the result lets them do another round. */
async function prepared(
  child: Child,
  own: { qualifications?: typeof qualifications; rules?: typeof rules },
): Promise<() => Promise<Round>> {
  const { port, folder } = child;
  // Gold units need it, and both are to be the same otherwise.
  const settings = { ...own, allowed_concurrent: 1 };
  const items = Math.ceil((warmUp + rounds * perRound) * 1.1) + workers;
  const run = await launch(port, writeTask(join(folder, 'task'), 'bench', sentences(items), settings));
  if (own.qualifications) await grantAll(port);
  const crowd = { port, run: run.id, workers: names, answer };
  await labour({ ...crowd, units: warmUp });
  return async () => {
    await settled(port);
    await pause(betweenRoundsMs);
    const before = child.cpuSeconds();
    const { units, seconds } = await labour({ ...crowd, units: perRound });
    if (units < perRound) throw new Error(`Only ${units} of ${perRound} units were submitted.`);
    // What follows from the round belongs to it, wherever its clock has stopped.
    await settled(port);
    await pause(betweenRoundsMs);
    await settled(port);
    return { rate: units / seconds, cpuMicros: ((child.cpuSeconds() - before) / units) * 1e6 };
  };
}

/** Grants every worker what the requirements compare. */
async function grantAll(port: number): Promise<void> {
  await settled(port);
  const app = client(`http://localhost:${port}/`);
  const { qualifications: known } = await app.call(listQualifications, {});
  for (const { id: qualification, name } of known) {
    const value = held[name];
    if (value === undefined) continue;
    const grantTo = (worker: string) =>
      app.call(grantQualification, { params: { worker: `inhouse:${worker}`, qualification }, body: { value } });
    await Promise.all(names.map(grantTo));
  }
}
