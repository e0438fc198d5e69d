import type { Command } from 'commander';
import { listPayouts, type Payout, payoutColumns, recordPayouts } from '../../api/payouts.ts';
import { toRecord } from '../../projections/export/cells.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { whole } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = {
  task?: string;
  worker?: string;
  made?: boolean;
  paid?: boolean;
  upto?: number;
  note?: string;
  json?: boolean;
};

/** `manyhands payouts`: what workers are owed, as CSV, and that it was paid. */
export function addPayouts(program: Command, context: Context): void {
  program
    .command('payouts')
    .description('print a payout sheet as CSV: what each worker is owed for each run; record that it was paid')
    .argument('[runs...]', 'the ids of runs; by default all')
    .option('--task <task>', 'of all runs of a task')
    .option('--worker <worker>', 'of one worker, by id or name')
    .option('--made', 'print what was paid instead of what is due')
    .option('--paid', 'record as paid what a sheet listed; needs --upto')
    .option('--upto <position>', 'the position of that sheet, which was printed with it', whole)
    .option('--note <text>', 'for the record, such as the number of the transfer')
    .option('--json', 'print JSON instead of CSV')
    .addHelpText(
      'after',
      examples(
        'manyhands payouts film-genres-5r799 > payouts.csv',
        'manyhands payouts --paid --upto 412 --note "Transfer 7"',
      ),
    )
    .action((runs: string[], options: Options, command: Command) => {
      if (options.paid && options.upto === undefined)
        return command.error('error: --paid needs --upto <position>, which was printed with the sheet.');
      return options.paid ? record(context, runs, options) : print(context, runs, options);
    });
}

/** The queries of these runs, or one of all. */
const scopesOf = (runs: readonly string[], { task, worker }: Options) =>
  (runs.length > 0 ? runs : [undefined]).map((run) => ({ run, task, worker }));

async function print(context: Context, runs: string[], options: Options): Promise<void> {
  const { terminal } = context;
  const state = options.made ? 'paid' : 'due';
  const { found, upto } = await withDaemon(context, async (client) => {
    const all: Payout[] = [];
    let upto = options.upto;
    for (const scope of scopesOf(runs, options)) {
      const listed = await listedIn(client, { ...scope, state, upto });
      all.push(...listed.found);
      upto = listed.upto;
    }
    return { found: all, upto };
  });
  if (options.json) return terminal.print(jsonText({ payouts: found, upto }, 2));
  const lines = [payoutColumns, ...found.map((row) => payoutColumns.map((column) => row[column]))].map(toRecord);
  for (const line of lines) await terminal.print(line.trimEnd());
  if (options.made) return;
  if (found.length === 0) return terminal.notify('Nothing is due.');
  const words = [...runs, ...wordsOf(options), '--paid', '--upto', String(upto)];
  terminal.notify(`${counted(found.length, 'line')}. Once they are paid: ${hint('payouts', ...words)}`);
}

/** The options that say which payouts, as words of a command. */
const wordsOf = ({ task, worker }: Options): string[] => [
  ...(task === undefined ? [] : ['--task', task]),
  ...(worker === undefined ? [] : ['--worker', worker]),
];

type Query = { run?: string; task?: string; worker?: string; state: 'due' | 'paid'; upto?: number };

async function listedIn(client: Client, query: Query): Promise<{ found: Payout[]; upto: number }> {
  const found: Payout[] = [];
  let [cursor, upto]: [string | undefined, number | undefined] = [undefined, query.upto];
  do {
    const page: { payouts: Payout[]; cursor?: string; sequence: number } = await client.call(listPayouts, {
      query: { ...query, upto, cursor, limit: 500 },
    });
    found.push(...page.payouts);
    [cursor, upto] = [page.cursor, page.sequence];
  } while (cursor !== undefined);
  return { found, upto: upto ?? 0 };
}

async function record(context: Context, runs: string[], options: Options): Promise<void> {
  const { upto = 0, note, json } = options;
  const { task, worker } = options;
  // One command for all runs, so that they are recorded together or not at all.
  const run = runs.length > 0 ? runs : undefined;
  const body = { run, task, worker, upto, note };
  const done = await withDaemon(context, (client) => client.call(recordPayouts, { body }));
  const text = `${counted(done.answers, 'answer')} and ${done.bonuses} bonus${done.bonuses === 1 ? '' : 'es'} recorded as paid.`;
  await context.terminal.print(json ? jsonText(done) : text);
}
