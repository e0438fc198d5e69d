import { type Command, Option } from 'commander';
import type { UnitStatus } from '../../api/shapes.ts';
import { getUnit, listUnits } from '../../api/units.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { pastedIn, pastedOption, scopeOf, unitStatuses } from '../connection/lookups.ts';
import { runOrTaskArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { withNames, wordsFor } from '../connection/worker-names.ts';
import { positive } from '../terminal/arguments.ts';
import { jsonText } from '../terminal/text.ts';
import { unitLines } from './review/review-in-turn.ts';

type Options = { last: number; status?: UnitStatus; worker?: string; pasted?: boolean; json?: boolean };
const submitted = ['completed', 'accepted', 'soft_rejected', 'rejected'];

/** `manyhands examine <task or run>`: the submitted answers, the newest first. */
export function addExamine(program: Command, context: Context): void {
  program
    .command('examine')
    .description('print the submitted answers of a task or a run, the newest first')
    .argument('<task or run>', runOrTaskArgument)
    .option('--last <count>', 'how many units to print', positive, 15)
    .addOption(new Option('--status <status>', 'only units in this status').choices(unitStatuses))
    .option('--worker <worker>', 'only the units of this worker, by name or id')
    .option(...pastedOption)
    .option('--json', 'print each unit as a line of JSON')
    .addHelpText(
      'after',
      examples('manyhands examine film-genres', 'manyhands examine film-genres-x7k2p --last 50 --json'),
    )
    .action((of: string, options: Options) => withDaemon(context, (client) => examine(context, client, of, options)));
}

async function examine({ terminal }: Context, client: Client, of: string, options: Options): Promise<void> {
  const { last, status = submitted.join(','), worker, json } = options;
  const scope = await scopeOf(client, of);
  let left = last;
  let cursor: string | undefined;
  do {
    const query = {
      ...scope,
      status,
      worker,
      ...pastedIn(options),
      sort: 'newest' as const,
      limit: Math.min(left, 100),
      cursor,
    };
    const page = await client.call(listUnits, { query });
    for (const { id } of page.units) {
      const unit = await client.call(getUnit, { params: { unit: id } });
      const lines = json
        ? (await withNames(client, [unit])).map((one) => jsonText(one))
        : unitLines(unit, terminal.colours, await wordsFor(client, [unit.worker]));
      for (const line of lines) await terminal.print(line);
    }
    left -= page.units.length;
    cursor = page.cursor;
  } while (left > 0 && cursor !== undefined);
  if (left === last) terminal.notify('No answers yet.');
}
