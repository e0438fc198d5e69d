import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { client } from '../../src/api/client.ts';
import { grantQualification, listQualifications } from '../../src/api/workers.ts';
import { launch, settled } from '../api.ts';
import { dataFolderIn } from '../big-study.ts';
import { openWorker } from '../crowd/worker.ts';
import { megabytes, quantile, range, spread, table } from '../figures.ts';
import { qualificationNames, workerName, writeKnownWorkers } from '../known-workers.ts';
import { type Child, newFolder, startChild } from '../measured-daemon.ts';
import { type Pair, pairedHead, pairedRow, sideBySide } from '../side-by-side.ts';
import { sentences, writeTask } from '../task.ts';

const rounds = 20;
const perRound = 100;
const atOnce = 4;
/** Arrived before the clock starts, so that a cold engine is not what is measured. */
const warmUp = 1500;
/** Longer than the server gathers what follows from arrivals, so that no round pays for the one before. */
const betweenRoundsMs = 200;
const arriving = warmUp + rounds * perRound;
/** How many workers are known; MANYHANDS_BENCH_WORKERS says otherwise. */
const workers = Math.max(Number(process.env.MANYHANDS_BENCH_WORKERS ?? 1_000_000), arriving);
const goal = 1.2;

const provider = 'inhouse';
const [required] = qualificationNames;
const settings = { qualifications: [{ name: required, comparator: 'GreaterThanOrEqualTo', value: 80 }] };

/** Those who arrive are spread over all who are known. */
const arrivingNames = Array.from({ length: arriving }, (_, nth) => workerName(Math.floor((nth * workers) / arriving)));

/** How long an arrival takes where a million workers hold qualifications, beside a workspace where only those who arrive do. */
export async function knownWorkers(): Promise<void> {
  const folder = newFolder();
  const began = performance.now();
  const grants = await writeKnownWorkers(dataFolderIn(folder), workers, provider);
  console.log(`  ${grants} grants to ${workers} workers written in ${secondsSince(began)} s`);
  const children: Child[] = [];
  try {
    const known = await started(folder, children);
    const none = await started(newFolder(), children);
    const prepared = [await arrivals(known.child), await arrivals(none.child, true)] as const;
    const pairs = await sideBySide(rounds, prepared, ofPair);
    show(pairs, [known, none]);
  } finally {
    for (const child of children) await child.stop();
  }
}

/** A daemon, how long it took until it was ready, in s, and what it needed then. */
type Started = { child: Child; firstSeconds: string; seconds: string; rss: ReturnType<Child['rss']> };

/** Starts a daemon on the folder twice: the first start makes all rows, which is no usual one. */
async function started(folder: string, children: Child[]): Promise<Started> {
  const first = performance.now();
  const making = await startChild('daemon', [], folder);
  const firstSeconds = secondsSince(first);
  await settled(making.port);
  console.log(`  first start: ready after ${firstSeconds} s, all rows and broadcasts after ${secondsSince(first)} s`);
  await making.end();
  const again = performance.now();
  const child = await startChild('daemon', [], folder);
  children.push(child);
  const seconds = secondsSince(again);
  await settled(child.port);
  return { child, firstSeconds, seconds, rss: child.rss() };
}

/** What was measured in a round: the time of each arrival in ms, and processor time of daemon and nats-server for each in µs. */
type Round = { times: number[]; cpuMicros: number };

/** Launches the task; each call of the result lets other workers arrive for the first time. */
async function arrivals(child: Child, isGranting = false): Promise<() => Promise<Round>> {
  const { port, folder } = child;
  const run = await launch(port, writeTask(join(folder, 'task'), 'bench', sentences(arriving), settings));
  if (isGranting) await grantAll(port);
  let arrived = 0;
  async function arrive(count: number): Promise<number[]> {
    const names = arrivingNames.slice(arrived, arrived + count).values();
    arrived += count;
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const name of names) {
          const worker = openWorker(port, run.id, name);
          const before = performance.now();
          const work = await worker.arrive();
          times.push(performance.now() - before);
          worker.close();
          if (!work) throw new Error(`There was no work for ${name}.`);
        }
      }),
    );
    return times;
  }
  await arrive(warmUp);
  return async () => {
    await settled(port);
    await pause(betweenRoundsMs);
    const before = child.cpuSeconds();
    const times = await arrive(perRound);
    // What follows from the round belongs to it.
    await settled(port);
    await pause(betweenRoundsMs);
    return { times, cpuMicros: ((child.cpuSeconds() - before) / times.length) * 1e6 };
  };
}

/** Grants everybody who will arrive what the task requires. */
async function grantAll(port: number): Promise<void> {
  await settled(port);
  const app = client(`http://localhost:${port}/`);
  const { qualifications } = await app.call(listQualifications, {});
  const qualification = qualifications.find(({ name }) => name === required)?.id ?? '';
  const waiting = arrivingNames.values();
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (const name of waiting)
        await app.call(grantQualification, {
          params: { worker: `${provider}:${name}`, qualification },
          body: { value: 90 },
        });
    }),
  );
}

const share = (at: number) => (round: Round) =>
  quantile(
    round.times.toSorted((a, b) => a - b),
    at,
  );
const p95 = share(0.95);

const ofPair = ([known, none]: Pair<Round>) =>
  `p95 ${p95(known).toFixed(2)} ms, ${p95(none).toFixed(2)} ms with none known: ${(p95(known) / p95(none)).toFixed(2)}`;

function show(pairs: readonly Pair<Round>[], daemons: Pair<Started>): void {
  const each = (figure: (round: Round) => number) =>
    pairs.map(([known, none]): Pair<number> => [figure(known), figure(none)]);
  table(
    `${perRound} first arrivals a round, ${atOnce} at once: median (lowest–highest) of ${rounds} rounds`,
    pairedHead(`${workers} known`, 'none known'),
    [
      pairedRow('p50 in ms', each(share(0.5)), { digits: 2 }),
      pairedRow('p95 in ms', each(p95), { digits: 2 }),
      pairedRow(
        'µs of processor time for an arrival',
        each(({ cpuMicros }) => cpuMicros),
      ),
    ],
  );
  const after = daemons.map(({ child }) => child.rss());
  table(
    'The daemons',
    ['', `${workers} known`, 'none known'],
    [
      ['ready after, s', ...daemons.map(({ seconds }) => seconds)],
      ['ready after at first, s', ...daemons.map(({ firstSeconds }) => firstSeconds)],
      ['memory when started', ...daemons.map(({ rss }) => megabytes(rss.daemon))],
      ['memory at the end', ...after.map(({ daemon }) => megabytes(daemon))],
      ['memory of nats-server', ...after.map(({ nats }) => megabytes(nats))],
      [
        'all arrivals, p50 / p95 / p99 in ms',
        ...([0, 1] as const).map((at) => spread(pairs.flatMap((pair) => pair[at].times))),
      ],
    ],
  );
  const ratios = pairs.map(([known, none]) => p95(known) / p95(none));
  console.log(`\np95, ${workers} known / none: ${range(ratios, 2)}, goal at most ${goal.toFixed(2)}`);
  const middle = quantile(
    ratios.toSorted((a, b) => a - b),
    0.5,
  );
  if (!(middle <= goal)) process.exitCode = 1;
}

const secondsSince = (began: number) => ((performance.now() - began) / 1000).toFixed(1);
