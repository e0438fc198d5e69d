import { type Command, Option } from 'commander';
import type { WorkerRow } from '../../projections/workers/worker-rows.ts';
import { type Client, pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { qualificationNamed } from '../connection/qualification.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';

type Choice = { task?: string; run?: string; search?: string; qualification?: string; banned?: boolean; sort: string };

/** `manyhands workers`: who did how much, and what was said of it. */
export function addWorkers(program: Command, context: Context): void {
  program
    .command('workers')
    .description('list workers with what they did, and what was said of it')
    .option('--task <task>', 'only what was done in the runs of this task')
    .option('--run <run>', 'only what was done in this run')
    .option('--search <text>', 'only those whose id, or name at their provider, has this in it')
    .option('--qualification <name>', 'only those who hold this qualification, by its name or id')
    .option('--banned', 'only those who are banned')
    .addOption(new Option('--sort <order>', 'who comes first').choices(['most', 'newest', 'rejected']).default('most'))
    .option('--json', 'print the workers as one JSON array')
    .addHelpText('after', examples('manyhands workers --task film-genres', 'manyhands workers --sort rejected'))
    .action(async ({ json, ...choice }: Choice & { json?: boolean }) => {
      const workers: WorkerRow[] = [];
      await withDaemon(context, async (client) => {
        for await (const worker of workersOf(client, choice)) workers.push(worker);
      });
      await showWorkers(context, workers, json);
    });
}

const pageSize = 500;

async function* workersOf(client: Client, { qualification, banned, ...choice }: Choice): AsyncGenerator<WorkerRow> {
  const held = qualification === undefined ? undefined : (await qualificationNamed(client, qualification)).id;
  let cursor: string | undefined;
  do {
    const query = { ...choice, qualification: held, banned: banned ? 'true' : undefined, limit: pageSize, cursor };
    const page: { workers: WorkerRow[]; cursor?: string } = await client.get(pathTo(['api', 'workers'], query));
    yield* page.workers;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function showWorkers({ terminal }: Context, workers: WorkerRow[], json = false): Promise<void> {
  if (json) return terminal.print(jsonText(workers, 2));
  if (workers.length === 0) return terminal.say(`Nobody fits. Without options all are listed: ${hint('workers')}`);
  const [headings, ...rows] = table(
    ['WORKER', 'IN WORK', 'SUBMITTED', 'TO REVIEW', 'ACCEPTED', 'SOFT-REJECTED', 'REJECTED', 'MEDIAN', 'MORE'],
    workers.map((worker) => [
      worker.id,
      worker.assigned,
      worker.submitted,
      worker.waiting,
      worker.accepted,
      worker.soft_rejected,
      worker.rejected,
      worker.median_seconds === null ? '' : `${Math.round(worker.median_seconds)} s`,
      moreOf(worker),
    ]),
  );
  await terminal.print(terminal.colours.dim(headings!));
  for (const row of rows) await terminal.print(row);
}

/** The ban and the qualifications of a worker in a few words. */
const moreOf = ({ banned, qualifications }: WorkerRow): string =>
  [
    ...(banned ? [`banned: ${banned.reason}`] : []),
    ...qualifications.map(({ name, value }) => (value === 1 ? name : `${name} ${value}`)),
  ].join(', ');
