import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, lines } from '../api.ts';
import { labour } from '../crowd/labour.ts';
import { table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { hasRecordings, type RecordedItem, recordedAnswers, recordedItems, recordings } from '../snow2008.ts';
import { writeTask } from '../task.ts';

const unitsEach = 10;

type Replayed = {
  units: number;
  exported: number;
  workers: number;
  seconds: number;
  majority: number;
  faults: string[];
};

/** Code of the task that lets each worker have exactly the items that they once answered. */
const code = `import { readFileSync } from 'node:fs';
const recorded = JSON.parse(readFileSync(new URL('answered.json', import.meta.url), 'utf8'));
const answered = new Map(Object.entries(recorded).map(([worker, ids]) => [worker, new Set(ids)]));
export default { mayWork: ({ name }, { id }) => answered.get(name)?.has(id) ?? false };
`;

const tripleOf = (worker: string, item: string, response: string) => `${worker} ${item} ${response}`;

/**
 * The RTE items of Snow, O'Connor, Jurafsky and Ng (EMNLP 2008) and the answers that 164 workers of Mechanical Turk gave:
 * programs give for the same workers the recorded answers to the same items, and what comes out is held against it.
 */
async function replayRecordings(): Promise<Replayed> {
  const items = recordedItems();
  const recorded = recordedAnswers();
  const workers = [...new Set(recorded.map((row) => row.worker))];
  const responses = new Map(recorded.map(({ worker, item, response }) => [`${worker} ${item}`, response]));
  const gold = new Map(recorded.map((row) => [row.item, row.gold]));

  const child = await startChild('daemon');
  try {
    const rows = items.map(({ id, text, hypothesis }) => ({ id, text, hypothesis }));
    const folder = writeTask(join(child.folder, 'task'), 'rte', rows, { units_per_assignment: unitsEach });
    const answered = Object.fromEntries(
      workers.map((worker) => [worker, recorded.filter((row) => row.worker === worker).map(({ item }) => item)]),
    );
    writeFileSync(join(folder, 'answered.json'), JSON.stringify(answered));
    writeFileSync(join(folder, 'task.mjs'), code);
    const run = await launch(child.port, folder);
    const done = await labour({
      port: child.port,
      run: run.id,
      workers,
      answer: ({ data }, worker) => ({ response: responses.get(`${worker} ${data.id}`) }),
    });
    const faults: string[] = [];
    const given = new Map<string, string[]>();
    const triples = new Set<string>();
    for await (const row of lines(child.port, 'GET', `/api/export?of=${run.id}&format=jsonl&identities=true`)) {
      const {
        worker_name: worker,
        data,
        answer,
        status,
      } = row as {
        worker_name: string;
        data: RecordedItem;
        answer: { response: string };
        status: string;
      };
      if (status !== 'completed') faults.push(`a unit of item ${data.id} is ${status}`);
      triples.add(tripleOf(worker, data.id, answer.response));
      given.set(data.id, [...(given.get(data.id) ?? []), answer.response]);
    }
    for (const { worker, item, response } of recorded)
      if (!triples.delete(tripleOf(worker, item, response)))
        faults.push(`${worker} did not answer ${item} as recorded`);
    for (const triple of triples) faults.push(`"${triple}" was not recorded`);
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
      `\nRTE: the recorded answers are not at ${recordings}; set MANYHANDS_SNOW2008 to the folder that holds rte.items.tsv and rte.answers.tsv.`,
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
