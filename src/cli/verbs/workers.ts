import { type Command, Option } from 'commander';
import { ruleActionLabels } from '../../api/labels.ts';
import { type AppliedRule, isOver, type RuleFilter, ruleFilters } from '../../api/rules.ts';
import { listWorkers, type WorkerRow } from '../../api/workers.ts';
import { everyPage } from '../../client/data-browser.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { qualificationNamed } from '../connection/lookups.ts';
import { withDaemon } from '../connection/visit.ts';
import { type Named, nameIn, namesOf } from '../connection/worker-names.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';
import { addMessage } from './workers-message.ts';

type Filter = {
  task?: string;
  run?: string;
  search?: string;
  qualification?: string;
  blocked?: boolean;
  rules?: RuleFilter;
  sort: 'most' | 'newest' | 'rejected';
};

/** `manyhands workers`: each worker with their work and how it was reviewed. */
export function addWorkers(program: Command, context: Context): void {
  const group = program
    .command('workers')
    .description('list workers with their work and how it was reviewed')
    .option('--task <task>', 'only work in the runs of this task')
    .option('--run <run>', 'only work in this run')
    .option('--search <text>', 'only workers whose name or id contains this')
    .option('--qualification <name>', 'only workers with this qualification, by its name or id')
    .option('--blocked', 'only blocked workers')
    .addOption(new Option('--rules <what>', 'only workers to whom a rule did this').choices(ruleFilters))
    .addOption(new Option('--sort <order>', 'the order').choices(['most', 'newest', 'rejected']).default('most'))
    .option('--json', 'print the workers as one JSON array')
    .addHelpText('after', examples('manyhands workers --task film-genres', 'manyhands workers --sort rejected'))
    .action(async ({ json, ...filter }: Filter & { json?: boolean }) => {
      const workers: Named<WorkerRow>[] = [];
      await withDaemon(context, async (client) => {
        const found: WorkerRow[] = [];
        for await (const worker of workersOf(client, filter)) found.push(worker);
        const names = await namesOf(
          client,
          found.map(({ id }) => id),
        );
        workers.push(...found.map((worker) => ({ ...worker, ...nameIn(names, worker.id) })));
      });
      const { sort: _, ...narrowing } = filter;
      const isNarrowed = Object.values(narrowing).some((given) => given !== undefined);
      await printWorkers(context, { workers, isNarrowed, json });
    });
  addMessage(group, context);
}

const pageSize = 500;

async function* workersOf(client: Client, { qualification: name, blocked, ...filter }: Filter) {
  const qualification = name === undefined ? undefined : (await qualificationNamed(client, name)).id;
  yield* everyPage(async (cursor) => {
    const query = { ...filter, qualification, blocked: blocked ? 'true' : undefined, limit: pageSize, cursor };
    const page = await client.call(listWorkers, { query });
    return { rows: page.workers, cursor: page.cursor };
  });
}

type Found = { workers: Named<WorkerRow>[]; isNarrowed: boolean; json?: boolean };

async function printWorkers({ terminal }: Context, { workers, isNarrowed, json }: Found): Promise<void> {
  if (json) return terminal.print(jsonText(workers, 2));
  if (workers.length === 0 && !isNarrowed) return terminal.notify('Nobody has worked yet.');
  if (workers.length === 0) return terminal.notify(`Nothing matches. List all workers: ${hint('workers')}`);
  await printTable(
    terminal,
    ['WORKER', 'IN PROGRESS', 'SUBMITTED', 'TO REVIEW', 'ACCEPTED', 'PAID, NOT USED', 'REJECTED', 'MEDIAN', 'NOTES'],
    workers.map((worker) => [
      worker.worker_name ?? worker.id,
      worker.assigned,
      worker.submitted,
      worker.waiting,
      worker.accepted,
      worker.soft_rejected,
      worker.rejected,
      worker.median_seconds === null ? '' : `${Math.round(worker.median_seconds)} s`,
      notesOn(worker),
    ]),
  );
}

/** What rules hold against a worker now: `flagged: too fast`, `paused until 2026-03-01 10:00`. */
function heldBy(rules: readonly AppliedRule[]): string[] {
  const holding = rules.filter(
    (rule) => ['flag', 'exclude', 'pause'].includes(rule.action) && !isOver(rule, Date.now()),
  );
  const said = holding.map(({ action, until, reason, rule }) => {
    const label = ruleActionLabels[action].toLowerCase();
    return until === null ? `${label}: ${reason ?? rule}` : `${label} until ${minuteOf(until)} UTC`;
  });
  return [...new Set(said)];
}

/** The block, what rules did, and the qualifications of a worker in a few words. */
export const notesOn = ({
  blocked,
  rules = [],
  qualifications,
}: Pick<WorkerRow, 'blocked' | 'rules' | 'qualifications'>): string =>
  [
    ...(blocked ? [`blocked: ${blocked.reason}`] : []),
    ...heldBy(rules),
    ...qualifications.map(({ name, value }) => (value === 1 ? name : `${name} ${value}`)),
  ].join(', ');
