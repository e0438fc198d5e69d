import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { launch, lines } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { table } from '../figures.ts';
import { startChild } from '../house.ts';
import { writeTask } from '../task.ts';

type Item = { id: string; value: string; text: string; hypothesis: string };
type Recorded = { '!amt_worker_ids': string; orig_id: string; response: string; gold: string };

const unitsEach = 10;

/** Where the recorded answers are looked for: MANYHANDS_SNOW2008, or a shared data folder beside the project. */
const source = process.env.MANYHANDS_SNOW2008 ?? '../shared/data/snow2008';
const readTsv = <Row>(name: string): Row[] =>
  parse(readFileSync(join(source, name)), {
    delimiter: '\t',
    columns: true,
    quote: null,
    relax_column_count: true,
  }) as Row[];

/** Whether the recorded answers of Snow et al. 2008 are on this machine. */
export const hasRecordings = (): boolean => existsSync(join(source, 'rte.answers.tsv'));

export type Replayed = {
  units: number;
  exported: number;
  workers: number;
  seconds: number;
  majority: number;
  faults: string[];
};

/**
 * The RTE items of Snow, O'Connor, Jurafsky and Ng (EMNLP 2008) and the answers that 164 workers of Mechanical Turk gave:
 * the same people as programs give the recorded answers to the items they are handed, and what comes out is held against it.
 */
export async function replayRecordings(): Promise<Replayed> {
  const items = readTsv<Item>('rte.items.tsv');
  const recorded = readTsv<Recorded>('rte.answers.tsv').filter(({ orig_id }) => orig_id);
  const workers = [...new Set(recorded.map((row) => row['!amt_worker_ids']))];
  const unused = new Map(
    items.map(({ id }) => [id, recorded.filter((row) => row.orig_id === id).map((row) => row.response)]),
  );
  const gold = new Map(recorded.map((row) => [row.orig_id, row.gold]));

  const child = await startChild('daemon');
  try {
    const rows = items.map(({ id, text, hypothesis }) => ({ id, text, hypothesis }));
    const folder = writeTask(join(child.folder, 'task'), 'rte', rows, { units_per_assignment: unitsEach });
    const run = await launch(child.port, folder);
    const done = await labour({
      port: child.port,
      run: run.id,
      workers,
      answer: ({ data }) => ({ response: unused.get(String(data.id))?.pop() }),
    });
    const faults: string[] = [];
    const given = new Map<string, string[]>();
    const pairs = new Set<string>();
    for await (const row of lines(child.port, 'GET', `/api/export?of=${run.id}&format=jsonl`)) {
      const { worker, data, answer, status } = row as {
        worker: string;
        data: Item;
        answer: { response: string };
        status: string;
      };
      if (status !== 'completed') faults.push(`a unit of item ${data.id} is ${status}`);
      if (pairs.has(`${worker} ${data.id}`)) faults.push(`${worker} did item ${data.id} twice`);
      pairs.add(`${worker} ${data.id}`);
      given.set(data.id, [...(given.get(data.id) ?? []), answer.response]);
    }
    for (const { id } of items) {
      const was = recorded
        .filter((row) => row.orig_id === id)
        .map((row) => row.response)
        .sort()
        .join();
      if ((given.get(id) ?? []).sort().join() !== was) faults.push(`item ${id} has other answers than were recorded`);
    }
    const right = [...given].map(([id, answers]) => shareOfRight(answers, gold.get(id)));
    const majority = right.reduce((sum, share) => sum + share, 0) / right.length;
    const exported = [...given.values()].reduce((sum, { length }) => sum + length, 0);
    return { units: done.units, exported, workers: workers.length, seconds: done.seconds, majority, faults };
  } finally {
    await child.stop();
  }
}

/** 1 or 0 for a majority that is right or wrong; a tie counts half. */
function shareOfRight(answers: string[], gold: string | undefined): number {
  const agree = answers.filter((answer) => answer === gold).length;
  if (agree * 2 === answers.length) return 0.5;
  return agree * 2 > answers.length ? 1 : 0;
}

export async function rte(): Promise<void> {
  if (!hasRecordings()) {
    console.log(
      `\nRTE: the recorded answers are not at ${source}; set MANYHANDS_SNOW2008 to the folder that holds rte.items.tsv and rte.answers.tsv.`,
    );
    return;
  }
  const { units, exported, workers, seconds, majority, faults } = await replayRecordings();
  const cells = [
    String(workers),
    String(units),
    String(exported),
    `${seconds.toFixed(1)} s`,
    (units / seconds).toFixed(0),
    majority.toFixed(4),
  ];
  table(
    'RTE: the recorded answers of 164 real workers, given again',
    ['workers', 'completed', 'exported', 'time', 'units/s', 'majority = gold'],
    [cells],
  );
  for (const fault of faults.slice(0, 10)) console.log(`  ✗ ${fault}`);
  if (faults.length) process.exitCode = 1;
}
