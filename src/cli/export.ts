import { type Command, Option } from 'commander';
import { refuse } from '../actors/refusals.ts';
import { pathTo } from './client.ts';
import { type Context, examples } from './context.ts';
import { codeOf } from './faults.ts';
import { openProgress } from './progress.ts';
import { bytesOf, openTarget } from './target.ts';
import { withDaemon } from './visit.ts';

type Options = { format: 'jsonl' | 'csv'; out?: string };

/** `manyhands export <task or run>`: every unit with its answer. */
export function addExport(program: Command, context: Context): void {
  program
    .command('export')
    .description('write every unit of a run, or of all runs of a task, with its answer')
    .argument('<of>', 'the name of a task or the id of a run')
    .addOption(
      new Option('--format <format>', 'one JSON object a line, or a table').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .option('--out <file>', 'write this file once everything is there, instead of to the terminal')
    .addHelpText(
      'after',
      examples(
        'manyhands export film-genres --format csv --out films.csv',
        'manyhands export film-genres-x7k2p | jq .answer',
      ),
    )
    .action((of: string, options: Options) => writeExport(context, of, options));
}

async function writeExport(context: Context, of: string, { format, out }: Options): Promise<void> {
  const { terminal } = context;
  const toFile = out !== undefined && out !== '-';
  // Rows that run over the screen are progress enough.
  const progress = toFile || !terminal.seen ? openProgress(terminal) : undefined;
  const target = toFile ? await openTarget(out) : undefined;
  let bytes = 0;
  try {
    await withDaemon(context, async (house) => {
      for await (const chunk of await house.stream('GET', pathTo(['api', 'export'], { of, format }))) {
        await (target ?? terminal).write(chunk);
        bytes += chunk.length;
        progress?.at({ step: `Exporting ${of}: ${bytesOf(bytes)}` });
      }
    });
    await target?.keep();
  } catch (error) {
    await target?.discard();
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    const kept = toFile ? `${out} is as it was before` : 'what was written is not all';
    throw Object.assign(refuse('export/broken', { kept }), { cause: error });
  } finally {
    progress?.end();
  }
  if (toFile) terminal.say(`Wrote ${out} (${bytesOf(bytes)}).`);
}
