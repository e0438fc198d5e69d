import { basename } from 'node:path';
import type { Command } from 'commander';
import { addData, type DataOutcome } from '../../api/added-data.ts';
import { getRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument, stateOf } from '../connection/steer.ts';
import { openUpload, sizeOf } from '../connection/upload.ts';
import { withDaemon } from '../connection/visit.ts';
import { openProgress } from '../terminal/progress.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = { reason?: string; onlyNew?: true; dryRun?: true; json?: true };

/** `manyhands add-data <run> <file>`: adds items to an open run. */
export function addAddData(program: Command, context: Context): void {
  program
    .command('add-data')
    .description('add the items of a file to an open run; all are checked first, and a completed run continues')
    .argument('<run>', runArgument)
    .argument('<file>', 'a .csv, .tsv, .json or .jsonl file; the same file is added once, and goes on if it broke off')
    .option('--only-new', 'leave out the items that the run has already')
    .option('--dry-run', 'check the file and print what would be added; nothing is recorded')
    .option('--reason <text>', 'why; kept with the run')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands add-data film-genres-x7k2p more-films.csv --dry-run',
        'manyhands add-data film-genres-x7k2p films.csv --only-new --reason "The second shipment came."',
      ),
    )
    .action((run: string, file: string, options: Options) => addFile(context, run, file, options));
}

async function addFile(context: Context, run: string, file: string, options: Options): Promise<void> {
  const { terminal } = context;
  const { reason, onlyNew, dryRun, json } = options;
  const size = await sizeOf(file);
  const query = { file: basename(file), reason, only_new: onlyNew && 'true', dry_run: dryRun && 'true' };
  const progress = openProgress(terminal);
  const [outcome, state] = await withDaemon(context, async (client) => {
    const sent = openUpload(file, size, (done) =>
      progress.at(done < size ? { step: 'Sending the file', done, total: size } : { step: 'Adding the items' }),
    );
    const added = await withRun(client, run, () => client.call(addData, { params: { run }, query, file: sent }));
    return [added, await client.call(getRun, { params: { run }, query: { after: added.sequence } })] as const;
  }).finally(progress.end);
  if (json) return terminal.print(jsonText(outcome, 2));
  for (const note of notesOn(outcome)) terminal.notify(note);
  await terminal.print(sentenceOn(outcome, dryRun));
  if (!dryRun && outcome.added > 0) await terminal.print(stateOf(state));
}

function sentenceOn({ added, units, was_added }: DataOutcome, isDry?: boolean): string {
  if (was_added) return 'Nothing was added: this file was added to the run before.';
  if (added === 0) return 'Nothing was added: the run has all items of the file.';
  const what = `${counted(added, 'item')} with ${counted(units, 'unit')}`;
  return isDry ? `Nothing was added yet; ${what} would be.` : `Added ${what}.`;
}

function notesOn({ notes, duplicates, items, was_added }: DataOutcome): string[] {
  if (was_added || duplicates === 0) return notes;
  return [...notes, `The run had ${duplicates} of the ${counted(items, 'item')} already.`];
}
