import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { client } from '../../src/api/client.ts';
import { grantQualification, listQualifications } from '../../src/api/workers.ts';
import { launch, settled } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { quantile, table } from '../figures.ts';
import { type Child, startChild } from '../measured-daemon.ts';
import { type Pair, pairedHead, pairedRow, sideBySide } from '../side-by-side.ts';
import { sentences, writeTask } from '../task.ts';

const rounds = 8;
const workers = 200;
const perRound = 6000;
/** Submitted before the clock starts, so that a cold engine is not what is measured. */
const warmUp = 6000;
/** Longer than the server gathers what follows from judgements, so that no round pays for the one before. */
const betweenRoundsMs = 1500;
const goal = 0.85;

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
    const pairs = await sideBySide(rounds, [decided, undecided], ofPair);
    show(pairs);
  } finally {
    await Promise.all([asking.stop(), plain.stop()]);
  }
}

/** What was measured in one round: units per second, and the processor time of daemon and nats-server for each unit in µs. */
type Round = { rate: number; cpuMicros: number };

const ofPair = ([asked, free]: Pair<Round>) =>
  `${Math.round(asked.rate)} units/s, ${Math.round(free.rate)} without: ${(asked.rate / free.rate).toFixed(2)}`;

function show(pairs: readonly Pair<Round>[]): void {
  const each = (figure: (round: Round) => number) =>
    pairs.map(([asked, free]): Pair<number> => [figure(asked), figure(free)]);
  table(
    `Five requirements, four rules and gold units, ${workers} workers, beside a run without: median (lowest–highest) of ${rounds} rounds`,
    pairedHead('with', 'without'),
    [
      pairedRow(
        'units/s',
        each(({ rate }) => rate),
      ),
      pairedRow(
        'µs of processor time for a unit',
        each(({ cpuMicros }) => cpuMicros),
        { ratio: (asked, free) => free / asked },
      ),
    ],
  );
  const ratios = pairs.map(([asked, free]) => asked.rate / free.rate).sort((a, b) => a - b);
  const middle = quantile(ratios, 0.5);
  console.log(`\nunits/s, with / without: ${middle.toFixed(2)}, goal at least ${goal.toFixed(2)}`);
  if (!(middle >= goal)) process.exitCode = 1;
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
