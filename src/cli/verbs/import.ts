import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { type Imported, OnConflict } from '../../api/archives.ts';
import { type Client, pathTo, type Upload } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { outcomeIn } from '../connection/outcome.ts';
import { withDaemon } from '../connection/visit.ts';
import { counted } from '../terminal/counted.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { jsonText } from '../terminal/visible.ts';

type Options = { label?: string; onConflict: OnConflict; dryRun?: true; json?: true };

/** `manyhands import <file>`: the runs of an archive, brought into this house. */
export function addImport(program: Command, context: Context): void {
  program
    .command('import')
    .description('bring the runs of an archive into this house; nothing is recorded before all of it was checked')
    .argument('<file>', 'a file that the verb archive wrote')
    .option('--label <name>', 'what to call it here, instead of by the name of the file')
    .addOption(
      new Option('--on-conflict <who>', "whose word stands where a worker's value or ban is another one here")
        .choices(OnConflict.options)
        .default('here'),
    )
    .option('--dry-run', 'check it and say what would come in, and record nothing')
    .option('--json', 'print what it came to as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands import films.tar.gz --dry-run',
        'manyhands import films.tar.gz --label summer --on-conflict later',
      ),
    )
    .action(async (file: string, { label = basename(file), onConflict, dryRun, json }: Options) => {
      const { terminal } = context;
      const query = { label, on_conflict: onConflict, dry_run: dryRun && 'true' };
      const path = pathTo(['api', 'imports'], query);
      const progress = openProgress(terminal);
      const imported = await withDaemon(context, (client) => send(client, { path, file }, progress)).finally(
        progress.end,
      );
      if (json) await terminal.print(jsonText(imported, 2));
      else for (const sentence of sentencesOn(imported, dryRun)) await terminal.print(sentence);
      for (const { code, message } of imported.refused) terminal.say(`${message} (${code})`);
      if (imported.refused.length > 0) context.exitCode = 1;
    });
}

async function send(client: Client, { path, file }: { path: string; file: string }, progress: Progress) {
  const upload = await openUpload(file, (done, total) =>
    progress.at(done < total ? { step: 'Sending the file', done, total } : { step: 'Checking the archive' }),
  );
  return outcomeIn<Imported>(client.upload(path, upload), { key: 'imported', url: client.url }, progress);
}

async function openUpload(file: string, report: (done: number, total: number) => void): Promise<Upload> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile())
    throw refuse('data/bad-file', { file, reason: found ? 'it is no file' : 'there is no such file' });
  const { size } = found;
  async function* bytes() {
    let done = 0;
    for await (const chunk of createReadStream(file)) {
      yield chunk as Buffer;
      done += (chunk as Buffer).length;
      report(done, size);
    }
  }
  return { bytes: bytes(), size, type: 'application/gzip' };
}

/** What an import came to, in sentences. */
export function sentencesOn(imported: Imported, isTrial = false): string[] {
  const { label, runs, here, qualifications, grants, bans, kept } = imported;
  const decided = [
    ...(qualifications.length ? [counted(qualifications.length, 'new qualification')] : []),
    ...(grants ? [counted(grants, 'grant')] : []),
    ...(bans ? [counted(bans, 'ban')] : []),
  ];
  const all = [...(runs.length ? [`${counted(runs.length, 'run')} (${runs.join(', ')})`] : []), ...decided];
  const [first, last] = [all.slice(0, -1).join(', '), all.at(-1)];
  const what = first ? `${first} and ${last}` : last;
  const done = isTrial ? `Would come in as "${label}"` : `Came in as "${label}"`;
  return [
    what ? `${done}: ${what}.` : `Nothing ${isTrial ? 'would come' : 'came'} in: all that could is here already.`,
    ...(here.length ? [`Here already, and left as they are: ${here.join(', ')}.`] : []),
    ...(kept
      ? [
          `Left as it is here: ${counted(kept, 'word')} about workers that the archive has otherwise. See --on-conflict.`,
        ]
      : []),
    ...(runs.length && !isTrial
      ? ['Runs that were collecting are stopped here; they may go on where they came from.']
      : []),
  ];
}
