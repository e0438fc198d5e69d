import { createHash, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { type ArchiveProgress, type ArchiveRequest, archiveProgress, makeArchive } from '../../api/archives.ts';
import { ApiError } from '../../api/client.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { type OutputFile, openOutputFile } from '../connection/output-file.ts';
import { withDaemon } from '../connection/visit.ts';
import { day } from '../terminal/arguments.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { counted, sizeText } from '../terminal/text.ts';

type Options = { task?: string[]; run?: string[]; label?: string; since?: string; identities?: true };
type Made = NonNullable<ArchiveProgress['made']>;

/** How often to poll for progress, in ms. */
const pollMs = 500;

const several = (word: string, words: string[] = []) => [...words, word];

/** `manyhands archive <file>`: whole runs in one file, to keep or to import elsewhere. */
export function addArchive(program: Command, context: Context): void {
  program
    .command('archive')
    .description('write whole runs into one file, to keep or to import into another Manyhands')
    .argument('<file>', 'the .tar.gz to write')
    .option('--task <name>', 'the runs of this task; can be repeated', several)
    .option('--run <id>', 'this run; can be repeated', several)
    .option('--label <name>', 'the runs that were imported under this label')
    .option('--since <date>', 'leave out runs that were opened before, as in 2026-11-01', day)
    .option('--identities', 'include worker names (e.g. Prolific IDs), which are personal data')
    .addHelpText(
      'after',
      examples(
        'manyhands archive films.tar.gz --task film-genres',
        'manyhands archive /backup/manyhands-$(date +%F).tar.gz --identities',
      ),
    )
    .action(async (file: string, { task, run, label, since, identities }: Options) => {
      const request = { tasks: task, runs: run, label, since, identities };
      const progress = openProgress(context.terminal);
      const output = await openOutputFile(file, 0o600);
      try {
        const made = await withDaemon(context, (client) => download(client, request, { file, output, progress }));
        await output.keep();
        progress.end();
        report(context, file, made);
      } catch (error) {
        await output.discard();
        throw error;
      } finally {
        progress.end();
      }
    });
}

type Download = { file: string; output: OutputFile; progress: Progress };

/** Writes the archive chunk by chunk; refuses bytes that differ from those that were made. */
async function download(client: Client, request: Partial<ArchiveRequest>, { file, output, progress }: Download) {
  const id = randomUUID();
  const broken = () => refuse('archive/broken', { kept: `${file} is as it was before` });
  const poll = () => client.call(archiveProgress, { params: { id } });
  const polling = setInterval(() => {
    const show = ({ step, done, total }: ArchiveProgress) => progress.at({ step, ...(total ? { done, total } : {}) });
    // It may not have begun yet, or the server may have stopped.
    poll().then(show, () => undefined);
  }, pollMs).unref();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of client.bytes(makeArchive, { body: { ...request, id } })) {
      await output.write(chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    const { problem } = await poll().catch(() => ({ problem: undefined }));
    throw problem ? new ApiError({ ...problem, status: 200 }) : Object.assign(broken(), { cause: error });
  } finally {
    clearInterval(polling);
  }
  const { made } = await poll();
  if (made?.sha256 !== hash.digest('hex')) throw broken();
  return made;
}

function report({ terminal }: Context, file: string, { manifest, sha256 }: Made): void {
  const { runs, entries, whole, identities, position } = manifest;
  const answers = runs.reduce((sum, run) => sum + run.answers, 0);
  const bytes = Object.values(entries).reduce((sum, entry) => sum + entry.bytes, 0);
  const parts = [counted(runs.length, 'run'), counted(answers, 'answer'), `${sizeText(bytes)} unpacked`];
  terminal.notify(`Wrote ${file} (${parts.join(', ')}, SHA-256 ${sha256}), as of log position ${position}.`);
  if (whole) terminal.notify('It holds the whole data folder, its key and the worker names: keep it safe.');
  else if (identities) terminal.notify('It holds worker names: keep it safe.');
}
