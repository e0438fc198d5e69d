import { join } from 'node:path';
import { json, launch, settled } from '../api.ts';
import { startAttacker } from '../crowd/attacker.ts';
import { labour } from '../crowd/labour.ts';
import { openWorker } from '../crowd/worker.ts';
import { range, spread, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

const workers = 50;
const perRound = 4000;
/** Handed in before the clock starts: a run that would take long to be read again. */
const history = 20_000;
const rounds = 5;
/** So deep that nothing could write it again, in 12 kB. */
const levels = 6000;
const goal = 0.8;

const names = (of: string) => Array.from({ length: workers }, (_, n) => `${of}-${n}`);
const answer = () => ({ label: 'yes', confidence: 4, note: 'It reads like one.' });

/** Units per second of honest workers alone, and beside one who posts JSON that is too deep, over and over. */
export async function starve(): Promise<void> {
  const child = await startChild('daemon');
  try {
    const items = history + 2 * rounds * perRound + 10 * workers;
    const run = await launch(child.port, writeTask(join(child.folder, 'task'), 'starve', sentences(items)));
    const crowd = { port: child.port, run: run.id, answer };
    let handedIn = (await labour({ ...crowd, workers: names('warm'), units: history })).units;

    const mallory = openWorker(child.port, run.id, 'mallory');
    const { agentId = '' } = (await mallory.arrive()) ?? {};
    mallory.close();
    const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const body = `{"USED_AGENT_ID":${JSON.stringify(agentId)},"metadata":${deep}}`;
    const host = `${run.id}.localhost:${child.port}`;

    const alone: number[] = [];
    const beside: number[] = [];
    const attacks: number[] = [];
    const submissions = { alone: [] as number[], beside: [] as number[] };
    const statuses = new Set<string>();
    async function measure(round: number, attacked: boolean) {
      await settled(child.port);
      const attacker = attacked ? startAttacker({ port: child.port, host, path: '/submit_metadata', body }) : undefined;
      const done = await labour({ ...crowd, workers: names(`r${round}${attacked ? 'b' : 'a'}`), units: perRound });
      const attack = await attacker?.stop();
      handedIn += done.units;
      (attacked ? beside : alone).push(done.units / done.seconds);
      submissions[attacked ? 'beside' : 'alone'].push(...done.submissions);
      if (!attack) return;
      attacks.push(attack.answers / attack.seconds);
      for (const status of attack.statuses) statuses.add(status);
    }
    // Turn by turn, and each time another first, so that a machine that slows down slows both.
    for (let round = 0; round < rounds; round++)
      for (const attacked of round % 2 ? [true, false] : [false, true]) await measure(round, attacked);

    await settled(child.port);
    const { completed } = await json<{ completed: number }>(child.port, `/api/runs/${run.id}`);
    if (completed !== handedIn) throw new Error(`${handedIn} units were handed in, ${completed} are there.`);

    const ratios = alone.map((rate, round) => (beside[round] ?? 0) / rate);
    table(
      `${workers} workers in a run of ${items} units: median (lowest–highest) of ${rounds} rounds; p50 / p95 / p99`,
      ['', 'units/s', 'submit→saved ms', 'attacks/s', 'answered with'],
      [
        ['alone', range(alone), spread(submissions.alone), '', ''],
        ['attacked', range(beside), spread(submissions.beside), range(attacks), [...statuses].join(', ')],
      ],
    );
    const middle = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    console.log(`\nattacked / alone: ${range(ratios, 2)}, goal above ${goal.toFixed(2)}`);
    if (!(middle > goal)) process.exitCode = 1;
  } finally {
    await child.stop();
  }
}
