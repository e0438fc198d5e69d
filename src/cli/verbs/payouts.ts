import type { Command } from 'commander';
import { paymentText, takenBackText } from '../../api/payout-texts.ts';
import { listPayouts, type Payout, payoutColumns, recordPayouts, undoPayouts } from '../../api/payouts.ts';
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
  undo?: boolean;
  from?: number;
  upto?: number;
  note?: string;
  json?: boolean;
};

/** `manyhands payouts`: what workers are owed, as CSV, and that it was paid. */
export function addPayouts(program: Command, context: Context): void {
  program
    .command('payouts')
    .description(
      'print a payout sheet as CSV: what each worker is owed for each run; record that it was paid, or was not after all',
    )
    .argument('[runs...]', 'the ids of runs; by default all')
    .option('--task <task>', 'of all runs of a task')
    .option('--worker <worker>', 'of one worker, by id or name')
    .option('--made', 'print what was paid instead of what is due')
    .option('--paid', 'record as paid what a sheet listed; needs --upto')
    .option('--undo', 'take back that something was recorded as paid, a mistake; needs --from, --upto and --note')
    .option('--from <position>', 'with --undo: the position of the log from which on it was recorded', whole)
    .option(
      '--upto <position>',
      'the position of the sheet, which was printed with it; with --undo, that of the last payment',
      whole,
    )
    .option('--note <text>', 'for the record, such as the number of the transfer')
    .option('--json', 'print JSON instead of CSV')
    .addHelpText(
      'after',
      examples(
        'manyhands payouts film-genres-5r799 > payouts.csv',
        'manyhands payouts --paid --upto 412 --note "Transfer 7"',
        'manyhands payouts film-genres-5r799 --undo --from 413 --upto 420 --note "The transfer came back"',
      ),
    )
    .action((runs: string[], options: Options, command: Command) => {
      const fault = faultOf(options);
      if (fault) return command.error(`error: ${fault}`);
      return options.paid || options.undo ? record(context, runs, options) : print(context, runs, options);
    });
}

/** What is wrong with the options, or undefined. */
function faultOf({ paid, undo, upto, from, note }: Options): string | undefined {
  if (paid && undo) return '--paid and --undo are opposites. Give one of them.';
  if ((paid || undo) && upto === undefined)
    return `--${undo ? 'undo' : 'paid'} needs --upto <position>, which was printed with the sheet.`;
  if (undo && from === undefined)
    return '--undo needs --from <position>: the position of the payment, as --made lists it.';
  if (undo && !note?.trim()) return '--undo needs --note <text>, which says why.';
  return from !== undefined && !undo ? '--from goes with --undo.' : undefined;
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
  if (options.made) {
    const last = found.toSorted((one, other) => (other.position ?? 0) - (one.position ?? 0))[0];
    if (last) terminal.notify(`A line is taken back by its position, the last one with: ${hintOf(last)}`);
    return;
  }
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

/** The command that takes back one line of what was paid. */
const hintOf = ({ run, worker, position }: Payout) =>
  undoHint([run], { worker }, { from: position ?? 0, upto: position ?? 0 });

/** The command that takes back what was recorded as paid between two positions. */
const undoHint = (runs: readonly string[], options: Options, { from, upto }: { from: number; upto: number }) =>
  hint(
    'payouts',
    ...[...runs, ...wordsOf(options), '--undo', '--from', String(from), '--upto', String(upto), '--note', 'reason'],
  );

async function record(context: Context, runs: string[], options: Options): Promise<void> {
  const { upto = 0, from = 0, note = '', json, undo } = options;
  const { task, worker } = options;
  // One command for all runs, so that they are recorded together or not at all.
  const run = runs.length > 0 ? runs : undefined;
  const scope = { run, task, worker, upto };
  if (undo) {
    const undone = await withDaemon(context, (client) => client.call(undoPayouts, { body: { ...scope, from, note } }));
    return context.terminal.print(json ? jsonText(undone) : takenBackText(undone));
  }
  const done = await withDaemon(context, (client) =>
    client.call(recordPayouts, { body: { ...scope, note: note || undefined } }),
  );
  await context.terminal.print(json ? jsonText(done) : `${paymentText(done)} recorded as paid.`);
  if (!json)
    context.terminal.notify(
      `A mistake is taken back with: ${undoHint(runs, options, { from: done.from, upto: done.sequence })}`,
    );
}
