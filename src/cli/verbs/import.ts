import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Imported, importArchive, OnConflict } from '../../api/archives.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { outcomeIn } from '../connection/outcome.ts';
import { openUpload, sizeOf } from '../connection/upload.ts';
import { withDaemon } from '../connection/visit.ts';
import { openProgress } from '../terminal/progress.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = { label?: string; onConflict: OnConflict; dryRun?: true; json?: true };

/** `manyhands import <file>`: imports the runs of an archive. */
export function addImport(program: Command, context: Context): void {
  program
    .command('import')
    .description('import the runs of an archive; all of it is checked before anything is recorded')
    .argument('<file>', 'a file written by the verb archive')
    .option('--label <name>', 'what to call the import, instead of the file name')
    .addOption(
      new Option('--on-conflict <which>', 'which value or block of a worker to use where both sides have one')
        .choices(OnConflict.options)
        .default('here'),
    )
    .option('--dry-run', 'check the file and print what an import would do; nothing is recorded')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands import films.tar.gz --dry-run',
        'manyhands import films.tar.gz --label summer --on-conflict later',
      ),
    )
    .action((file: string, options: Options) => importFile(context, file, options));
}

async function importFile(context: Context, file: string, options: Options): Promise<void> {
  const { label = basename(file), onConflict, dryRun, json } = options;
  const { terminal } = context;
  const size = await sizeOf(file);
  const query = { label, on_conflict: onConflict, dry_run: dryRun && 'true' };
  const progress = openProgress(terminal);
  const upload = async (client: Client) => {
    const sent = openUpload(file, size, (done) =>
      progress.at(done < size ? { step: 'Sending the file', done, total: size } : { step: 'Checking the archive' }),
    );
    const lines = client.stream(importArchive, { query, file: sent });
    return outcomeIn(lines, { key: 'imported', url: client.url }, progress);
  };
  // On a new machine an import is often the first command.
  const carryOut = (where: Context) => withDaemon(where, upload, { createsFolder: true });
  const imported = await (dryRun ? withoutTrace(context, carryOut) : carryOut(context)).finally(progress.end);
  if (json) await terminal.print(jsonText(imported, 2));
  else for (const sentence of sentencesOn(imported, dryRun)) await terminal.print(sentence);
  for (const { code, message } of imported.refused) terminal.notify(`${message} (${code})`);
  if (imported.refused.length > 0) context.exitCode = 1;
}

/** Does the work with a temporary data folder where there is none yet, so that nothing is left behind. */
async function withoutTrace<Result>(context: Context, work: (where: Context) => Promise<Result>): Promise<Result> {
  const settings = context.settings();
  if (settings.url || settings.natsUrl || existsSync(settings.dataFolder)) return work(context);
  const dataFolder = await mkdtemp(join(tmpdir(), 'manyhands-import-'));
  try {
    return await work({ ...context, settings: () => ({ ...settings, dataFolder }) });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** The outcome of an import in sentences. */
export function sentencesOn(imported: Imported, isDryRun = false): string[] {
  const { label, runs, here, qualifications, grants, blocks, kept } = imported;
  const decided = [
    ...(qualifications.length ? [counted(qualifications.length, 'new qualification')] : []),
    ...(grants ? [counted(grants, 'grant')] : []),
    ...(blocks ? [counted(blocks, 'block')] : []),
  ];
  const all = [...(runs.length ? [`${counted(runs.length, 'run')} (${runs.join(', ')})`] : []), ...decided];
  const [first, last] = [all.slice(0, -1).join(', '), all.at(-1)];
  const what = first ? `${first} and ${last}` : last;
  const done = isDryRun ? `Would be imported as "${label}"` : `Imported as "${label}"`;
  return [
    what ? `${done}: ${what}.` : `Nothing ${isDryRun ? 'would be' : 'was'} imported: everything is here already.`,
    ...(here.length ? [`Already here and unchanged: ${here.join(', ')}.`] : []),
    ...(kept
      ? [`${counted(kept, 'value')} of workers differ in the archive and stay as they are. See --on-conflict.`]
      : []),
    ...(runs.length && !isDryRun
      ? ['Runs that were running are stopped here; they may continue where they came from.']
      : []),
  ];
}
