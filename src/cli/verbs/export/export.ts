import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import {
  ExportFormat,
  type ExportProgress,
  exportAnswers,
  exportProgress,
  type Manifest,
} from '../../../api/exports.ts';
import { OnboardingFormat } from '../../../api/onboardings.ts';
import type { Client } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { codeOf } from '../../connection/faults.ts';
import { openOutputFile } from '../../connection/output-file.ts';
import { withDaemon } from '../../connection/visit.ts';
import { positionOrTime } from '../../terminal/arguments.ts';
import { openProgress, type Progress } from '../../terminal/progress.ts';
import { refuse } from '../../terminal/refusals.ts';
import { counted, sizeText } from '../../terminal/text.ts';
import { saveFiles } from './files.ts';
import { isPlain, keepManifest, readManifest, verdictOn } from './manifest.ts';
import { writeOnboardings } from './onboarding.ts';

type Options = {
  format: ExportFormat;
  out?: string;
  at?: { at: number } | { moment: string };
  manifest?: string;
  identities?: true;
  ordinary?: true;
  files?: true;
  onboarding?: true;
};

/** How often to poll for progress, in ms. */
const pollMs = 500;

/** `manyhands export <task or run>`: every answer with its reviews, as a file that can be reproduced. */
export function addExport(program: Command, context: Context): void {
  program
    .command('export')
    .description('write every answer of a run, or of all runs of a task, with its reviews')
    .argument('[of]', 'the name of a task or the id of a run')
    .addOption(
      new Option(
        '--format <format>',
        'jsonl: one JSON object a line; csv: a table; csv-long: a row for each field; parquet: a table for pandas, R or DuckDB; mephisto: records as Mephisto has them;',
      )
        .choices(ExportFormat.options)
        .default('jsonl'),
    )
    .option('--out <file>', 'write a file with its manifest, once everything is there; the default is stdout')
    .option('--files', 'also save uploaded files, in a folder beside the export')
    .option('--identities', 'include worker names (e.g. Prolific IDs), which are personal data')
    .option('--ordinary', 'leave out gold and screening units that were made for one worker')
    .option(
      '--at <position or time>',
      'the snapshot: a log position or a time; the default is the latest',
      positionOrTime,
    )
    .addOption(
      new Option('--onboarding', 'write the onboardings of the workers instead, as jsonl or csv').conflicts([
        'at',
        'manifest',
        'identities',
        'files',
      ]),
    )
    .option('--manifest <file>', 'reproduce the export of this manifest and verify it')
    .addHelpText(
      'after',
      examples(
        'manyhands export film-genres --format csv --out films.csv',
        'manyhands export film-genres-x7k2p | jq .answer',
        'manyhands export film-genres --onboarding --format csv --out training.csv',
        'manyhands export --manifest films.csv.manifest.json --out again.csv',
      ),
    )
    .action(async (of: string | undefined, options: Options, command: Command) => {
      const wanted = options.manifest === undefined ? undefined : await readManifest(options.manifest);
      if (wanted) return writeExport(context, queryOf(wanted), { ...options, wanted });
      if (of === undefined) command.error('error: missing argument: a task, a run, or --manifest <file>');
      const { format, at, identities, ordinary } = options;
      if (options.onboarding) {
        const known = OnboardingFormat.safeParse(format);
        if (!known.success) return command.error(`error: onboardings have no format ${format}: choose jsonl or csv`);
        return writeOnboardings(context, { of, format: known.data, out: options.out });
      }
      return writeExport(
        context,
        { of, format, ...at, identities: identities && 'true', ordinary: ordinary && 'true' },
        options,
      );
    });
}

type Query = { of: string; format: ExportFormat; at?: number; moment?: string; identities?: 'true'; ordinary?: 'true' };
type Output = Pick<Options, 'out' | 'files' | 'manifest'> & { wanted?: Manifest };

const queryOf = ({ of, format, sequence, identities, ordinary }: Manifest): Query => ({
  of: 'run' in of ? of.run : of.task,
  format,
  at: sequence,
  identities: identities ? 'true' : undefined,
  ordinary: ordinary && 'true',
});

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
      const saved =
        files &&
        (await saveFiles(client, { of: query.of, at: made.sequence, ordinary: query.ordinary }, { folder, progress }));
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
      progress?.at({ step: `${query.of}: ${step.toLowerCase()}`, ...(total > 0 ? { done, total } : {}) });
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
