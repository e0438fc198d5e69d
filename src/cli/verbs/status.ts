import type { Command } from 'commander';
import type { RunRow } from '../../projections/runs/task-runs.ts';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { minuteOf, pairs } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';
import { toReview } from './runs.ts';

/** `manyhands status <run>`: how far one run is, and what could be done next. */
export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('show how far a run is')
    .argument('<run>', `the id of the run, as "${hint('runs')}" lists it`)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands status film-genres-x7k2p'))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const run = await withDaemon(context, (client) => client.get<RunRow>(pathTo(['api', 'runs', id])));
      const lines = json ? [jsonText(run, 2)] : pairs(linesFor(run));
      for (const line of lines) await context.terminal.print(line);
    });
}

/** A run in words, one line for each thing one may want to know. */
export function linesFor(run: RunRow): [string, string][] {
  const { id, title, status, units, open, assigned, completed, expired, accepted, soft_rejected, rejected } = run;
  const waiting = toReview(run);
  const since = {
    opening: run.opened_at,
    launched: run.launched_at,
    paused: run.launched_at,
    stopped: run.ended_at,
    completed: run.ended_at,
  };
  return [
    ['run', id],
    ['title', title],
    ['status', `${status} since ${minuteOf(since[status])} UTC`],
    ...(run.problem ? [['problem', run.problem] as [string, string]] : []),
    ['assignments', `${run.assignments}`],
    ['units', `${units}: ${open} open, ${assigned} in work, ${completed} submitted, ${expired} withdrawn`],
    ['review', `${waiting} waiting, ${accepted} accepted, ${soft_rejected} soft-rejected, ${rejected} rejected`],
    ['worker page', run.worker_url],
    ['next', waiting > 0 ? hint(`review --run ${id}`) : hint(`export ${id} --format csv --out ${id}.csv`)],
  ];
}
