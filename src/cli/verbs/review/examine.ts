import { type Command, Option } from 'commander';
import type { UnitDetail } from '../../../projections/units/unit-detail.ts';
import type { UnitRow } from '../../../projections/units/unit-rows.ts';
import type { UnitStatus } from '../../../projections/units/units.ts';
import { type Client, pathTo } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { unitStatuses } from '../../connection/units.ts';
import { withDaemon } from '../../connection/visit.ts';
import { hint } from '../../terminal/hint.ts';
import { refuse } from '../../terminal/refusals.ts';
import { jsonText } from '../../terminal/visible.ts';
import { positive } from '../../terminal/words.ts';
import { unitLines } from './review-desk.ts';

type Options = { last: number; status?: UnitStatus; worker?: string; json?: boolean };
const handedIn = ['completed', 'accepted', 'soft_rejected', 'rejected'];

/** `manyhands examine <task or run>`: what was handed in, to look at. */
export function addExamine(program: Command, context: Context): void {
  program
    .command('examine')
    .description('print what was handed in for a task or a run, the newest first')
    .argument('<task or run>', `the name of a task or the id of a run, as "${hint('runs')}" lists them`)
    .option('--last <count>', 'how many units to print', positive, 15)
    .addOption(new Option('--status <status>', 'only units in this status').choices(unitStatuses))
    .option('--worker <worker>', 'only the units of this worker')
    .option('--json', 'print each unit as a line of JSON')
    .addHelpText(
      'after',
      examples('manyhands examine film-genres', 'manyhands examine film-genres-x7k2p --last 50 --json'),
    )
    .action((of: string, options: Options) => withDaemon(context, (client) => examine(context, client, of, options)));
}

async function examine({ terminal }: Context, client: Client, of: string, options: Options): Promise<void> {
  const { last, status, worker, json } = options;
  const scope = await scopeOf(client, of);
  const statuses = status ?? handedIn.join(',');
  let left = last;
  let cursor: string | undefined;
  do {
    const query = { ...scope, status: statuses, worker, sort: 'newest', limit: Math.min(left, 100), cursor };
    const page: { units: UnitRow[]; cursor?: string } = await client.get(pathTo(['api', 'units'], query));
    for (const { id } of page.units) {
      const unit = await client.get<UnitDetail>(pathTo(['api', 'units', id]));
      for (const line of json ? [jsonText(unit)] : unitLines(unit, terminal.colours)) await terminal.print(line);
    }
    left -= page.units.length;
    cursor = page.cursor;
  } while (left > 0 && cursor !== undefined);
  if (left === last) terminal.say('Nothing was handed in yet.');
}

/** Whether a name is a run's or a task's; refuses what is neither. */
export async function scopeOf(client: Client, of: string): Promise<{ run: string } | { task: string }> {
  const { runs } = await client.get<{ runs: { id: string; task: string }[] }>('/api/runs');
  if (runs.some(({ id }) => id === of)) return { run: of };
  if (runs.some(({ task }) => task === of)) return { task: of };
  throw refuse('export/unknown', { of });
}
