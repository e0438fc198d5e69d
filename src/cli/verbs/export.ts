import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { ExportFormat, type ExportProgress, type Manifest } from '../../api/exports.ts';
import { type Client, pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { bytesOf, openTarget } from '../connection/target.ts';
import { withDaemon } from '../connection/visit.ts';
import { counted } from '../terminal/counted.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { positionOrTime } from '../terminal/words.ts';
import { saveFiles } from './export-files.ts';
import { isPlain, keepManifest, readManifest, verdictOn } from './export-manifest.ts';

type Options = {
  format: ExportFormat;
  out?: string;
  at?: { at: number } | { moment: string };
  manifest?: string;
  identities?: true;
  files?: true;
};

/** How often to ask how far the export is, in ms. */
const rhythm = 500;

/** `manyhands export <task or run>`: every answer with its reviews, as a file that can be made again. */
export function addExport(program: Command, context: Context): void {
  program
    .command('export')
    .description('write every answer of a run, or of all runs of a task, with its reviews')
    .argument('[of]', 'the name of a task or the id of a run')
    .addOption(
      new Option('--format <format>', 'jsonl: one JSON object a line; csv: a table; csv-long: a row for each field; …')
        .choices(ExportFormat.options)
        .default('jsonl'),
    )
    .option('--out <file>', 'write this file once everything is there, with its manifest, instead of to the terminal')
    .option('--files', 'also save the files that were handed in, in a folder beside the export')
    .option('--identities', 'also say what the provider calls each worker')
    .option('--at <position or time>', 'as of this position of the log or this time, not the present', positionOrTime)
    .option('--manifest <file>', 'make the export of this manifest again, and see whether it is the same')
    .addHelpText(
      'after',
      examples(
        'manyhands export film-genres --format csv --out films.csv',
        'manyhands export film-genres-x7k2p | jq .answer',
        'manyhands export --manifest films.csv.manifest.json --out again.csv',
      ),
    )
    .action(async (of: string | undefined, options: Options, command: Command) => {
      const wanted = options.manifest === undefined ? undefined : await readManifest(options.manifest);
      if (wanted) return writeExport(context, wishOf(wanted), { ...options, wanted });
      if (of === undefined) command.error('error: missing what to export: a task, a run, or --manifest <file>');
      const { format, at, identities } = options;
      return writeExport(context, { of, format, ...at, identities: identities && 'true' }, options);
    });
}

type Wish = { of: string; format: ExportFormat; at?: number; moment?: string; identities?: 'true' };
type Place = Pick<Options, 'out' | 'files' | 'manifest'> & { wanted?: Manifest };

const wishOf = ({ of, format, sequence, identities }: Manifest): Wish => ({
  of: 'run' in of ? of.run : of.task,
  format,
  at: sequence,
  identities: identities ? 'true' : undefined,
});

async function writeExport(context: Context, wish: Wish, { out, files, manifest: given, wanted }: Place) {
  const { terminal } = context;
  const file = out === '-' ? undefined : out;
  if (files && file === undefined) throw refuse('export/files-need-place');
  // Rows that run over the screen are progress enough.
  const progress = file !== undefined || !terminal.seen ? openProgress(terminal) : undefined;
  const target = file === undefined ? undefined : await openTarget(file);
  const write = target?.write ?? ((chunk: Uint8Array) => terminal.write(chunk));
  let bytes = 0;
  try {
    const { made, saved } = await withDaemon(context, async (client) => {
      const made = await take(client, wish, { file, progress, write, onBytes: (size) => (bytes += size) });
      const folder = `${file}.files`;
      const saved = files && (await saveFiles(client, { of: wish.of, at: made.sequence }, { folder, progress }));
      return { made, saved };
    });
    await target?.keep();
    progress?.end();
    if (file !== undefined) await tell(context, { file, made, saved });
    if (wanted) judge(context, { given: given ?? '', wanted, made });
  } catch (error) {
    await target?.discard();
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    throw Object.assign(broken(file), { cause: error });
  } finally {
    progress?.end();
  }
}

const broken = (file?: string) =>
  refuse('export/broken', { kept: file === undefined ? 'what was written is not all' : `${file} is as it was before` });

type Taking = {
  file?: string;
  progress?: Progress;
  write: (chunk: Uint8Array) => Promise<void>;
  onBytes: (size: number) => void;
};

/** Takes the export from the house, chunk by chunk, and gives its manifest; refuses what is not what was sent. */
async function take(client: Client, wish: Wish, { file, progress, write, onBytes }: Taking): Promise<Manifest> {
  const id = randomUUID();
  const ask = () => client.get<ExportProgress>(pathTo(['api', 'exports', id]));
  const watching = setInterval(() => {
    const show = ({ step, done, total }: ExportProgress) =>
      progress?.at({ step: `${step} (${wish.of})`, ...(total > 0 ? { done, total } : {}) });
    // It may not have begun yet, or have ended with the house.
    ask().then(show, () => undefined);
  }, rhythm).unref();
  const hash = createHash('sha256');
  try {
    for await (const chunk of await client.stream('GET', pathTo(['api', 'export'], { ...wish, id }))) {
      await write(chunk);
      hash.update(chunk);
      onBytes(chunk.length);
    }
  } finally {
    clearInterval(watching);
  }
  const { manifest } = await ask();
  if (manifest?.sha256 !== hash.digest('hex')) throw broken(file);
  return manifest;
}

type Made = { file: string; made: Manifest; saved?: { files: number; folder: string } };

async function tell({ terminal }: Context, { file, made, saved }: Made) {
  terminal.say(`Wrote ${file} (${counted(made.rows, 'row')}, ${bytesOf(made.bytes)}, SHA-256 ${made.sha256}).`);
  if (await isPlain(file)) {
    const manifest = await keepManifest(file, made);
    terminal.say(
      `${basename(manifest)} beside it makes the same file again, as of position ${made.sequence} of the log.`,
    );
  }
  if (saved) terminal.say(`Saved ${counted(saved.files, 'file')} in ${saved.folder}.`);
}

function judge(context: Context, { given, wanted, made }: { given: string; wanted: Manifest; made: Manifest }) {
  const difference = verdictOn(wanted, made, given);
  context.terminal.say(difference ?? `These are the bytes that ${given} tells of.`);
  if (difference) context.exitCode = 1;
}
