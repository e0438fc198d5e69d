import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { type ExportProgress, exportAnswers, exportProgress, type Manifest, queryOf } from '../../../api/exports.ts';
import { OnboardingFormat } from '../../../api/onboardings.ts';
import type { Client } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { codeOf } from '../../connection/faults.ts';
import { openOutputFile } from '../../connection/output-file.ts';
import { withDaemon } from '../../connection/visit.ts';
import { openProgress, type Progress } from '../../terminal/progress.ts';
import { refuse } from '../../terminal/refusals.ts';
import { counted, sizeText } from '../../terminal/text.ts';
import { saveFiles } from './files.ts';
import { isPlain, keepManifest, readManifest, verdictOn } from './manifest.ts';
import { writeOnboardings } from './onboarding.ts';
import { addOptions, type Options } from './options.ts';

/** How often to poll for progress, in ms. */
const pollMs = 500;

/** `manyhands export <task or run>`: every answer with its reviews, as a file that can be reproduced. */
export function addExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('write every answer of runs, or of all runs of tasks, with its reviews')
    .argument('[of...]', 'the names of tasks or the ids of runs; several are one file');
  addOptions(command)
    .addHelpText(
      'after',
      examples(
        'manyhands export film-genres --format csv --out films.csv',
        'manyhands export film-genres --format csv-simple --answers accepted --out films.csv',
        'manyhands export film-genres --by item --format csv --out items.csv',
        'manyhands export film-genres --format report --out methods.md',
        'manyhands export film-genres-x7k2p | jq .answer',
        'manyhands export film-genres film-titles --format parquet --columns run,data,answer --out both.parquet',
        'manyhands export film-genres --onboarding --format csv --out training.csv',
        'manyhands export --manifest films.csv.manifest.json --out again.csv',
      ),
    )
    .action(async (of: string[], options: Options, command: Command) => {
      const wanted = options.manifest === undefined ? undefined : await readManifest(options.manifest);
      if (wanted) return writeExport(context, queryOf(wanted), { ...options, wanted });
      const [first] = of;
      if (first === undefined) return command.error('error: missing argument: a task, a run, or --manifest <file>');
      if (options.onboarding) return onboardings(context, { of, options, command });
      return writeExport(context, askedOf(of, options), options);
    });
}

type Onboardings = { of: readonly string[]; options: Options; command: Command };

function onboardings(context: Context, { of: [of = '', ...others], options, command }: Onboardings) {
  if (others.length > 0) return command.error('error: onboardings are of one task or one run');
  const known = OnboardingFormat.safeParse(options.format);
  if (!known.success) return command.error(`error: onboardings have no format ${options.format}: choose jsonl or csv`);
  return writeOnboardings(context, { of, format: known.data, out: options.out });
}

const askedOf = (
  of: string[],
  { format, at, identities, ordinary, answers, bom, by, method, columns }: Options,
): Query => ({
  of,
  format,
  ...at,
  identities: identities && 'true',
  ordinary: ordinary && 'true',
  answers: answers === 'all' ? undefined : answers,
  bom: bom === undefined ? undefined : String(bom),
  by: by === 'item' ? by : undefined,
  method,
  columns,
});

type Query = Omit<z.input<NonNullable<typeof exportAnswers.query>>, 'of'> & { of: string[] };
type Output = Pick<Options, 'out' | 'files' | 'manifest'> & { wanted?: Manifest };

async function writeExport(context: Context, query: Query, { out, files, manifest: name, wanted }: Output) {
  const { terminal } = context;
  const file = out === '-' ? undefined : out;
  if (files && file === undefined) throw refuse('export/files-need-place');
  // Rows on the screen show the progress themselves.
  const progress = file !== undefined || !terminal.seen ? openProgress(terminal) : undefined;
  const output = file === undefined ? undefined : await openOutputFile(file);
  const write = output?.write ?? ((chunk: Uint8Array) => terminal.write(chunk));
  let bytes = 0;
  try {
    const { made, saved } = await withDaemon(context, async (client) => {
      const made = await download(client, query, { file, progress, write, onBytes: (size) => (bytes += size) });
      const folder = `${file}.files`;
      const saved = files && (await saveFiles(client, filesOf(query, made.sequence), { folder, progress }));
      return { made, saved };
    });
    await output?.keep();
    progress?.end();
    if (file !== undefined) await report(context, { file, made, saved });
    if (wanted) verify(context, { name: name ?? '', wanted, made });
  } catch (error) {
    await output?.discard();
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    throw Object.assign(broken(file), { cause: error });
  } finally {
    progress?.end();
  }
}

const filesOf = ({ of, ordinary, answers }: Query, at: number) => ({ of, at, ordinary, answers });

const broken = (file?: string) =>
  refuse('export/broken', {
    kept: file === undefined ? 'the output so far is incomplete' : `${file} is as it was before`,
  });

type Download = {
  file?: string;
  progress?: Progress;
  write: (chunk: Uint8Array) => Promise<void>;
  onBytes: (size: number) => void;
};

/** Writes the export chunk by chunk and gives its manifest; refuses bytes that differ from those that were made. */
async function download(client: Client, query: Query, { file, progress, write, onBytes }: Download): Promise<Manifest> {
  const id = randomUUID();
  const poll = () => client.call(exportProgress, { params: { id } });
  const polling = setInterval(() => {
    const show = ({ step, done, total }: ExportProgress) =>
      progress?.at({ step: `${query.of.join(', ')}: ${step.toLowerCase()}`, ...(total > 0 ? { done, total } : {}) });
    // It may not have begun yet, or the server may have stopped.
    poll().then(show, () => undefined);
  }, pollMs).unref();
  const hash = createHash('sha256');
  try {
    for await (const chunk of client.bytes(exportAnswers, { query: { ...query, id } })) {
      await write(chunk);
      hash.update(chunk);
      onBytes(chunk.length);
    }
  } finally {
    clearInterval(polling);
  }
  const { manifest } = await poll();
  if (manifest?.sha256 !== hash.digest('hex')) throw broken(file);
  return manifest;
}

type Made = { file: string; made: Manifest; saved?: { files: number; folder: string } };

async function report({ terminal }: Context, { file, made, saved }: Made) {
  terminal.notify(`Wrote ${file} (${counted(made.rows, 'row')}, ${sizeText(made.bytes)}, SHA-256 ${made.sha256}).`);
  if (await isPlain(file)) {
    const manifest = await keepManifest(file, made);
    terminal.notify(`${basename(manifest)} beside it reproduces this file, as of log position ${made.sequence}.`);
  }
  if (saved) terminal.notify(`Saved ${counted(saved.files, 'file')} in ${saved.folder}.`);
}

function verify(context: Context, { name, wanted, made }: { name: string; wanted: Manifest; made: Manifest }) {
  const difference = verdictOn(wanted, made, name);
  context.terminal.notify(difference ?? `Verified: these are the bytes that ${name} describes.`);
  if (difference) context.exitCode = 1;
}
