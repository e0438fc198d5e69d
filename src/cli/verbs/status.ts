import type { Command } from 'commander';
import { runStatusLabels } from '../../api/labels.ts';
import { getRun, type RunRow } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';
import { toReview } from './runs.ts';

/** `manyhands status <run>`: the progress of one run, and what to do next. */
export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('show the progress of a run')
    .argument('<run>', runArgument)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands status film-genres-x7k2p'))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const run = await withDaemon(context, (client) =>
        withRun(client, id, () => client.call(getRun, { params: { run: id } })),
      );
      const lines = json ? [jsonText(run, 2)] : pairs(linesFor(run));
      for (const line of lines) await context.terminal.print(line);
    });
}

/** The facts about a run, as names and values. */
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
    ['status', `${runStatusLabels[status]} since ${minuteOf(since[status])} UTC`],
    ...(run.problem ? [['problem', run.problem] as [string, string]] : []),
    ['assignments', `${run.assignments}`],
    ['units', `${units}: ${open} open, ${assigned} in progress, ${completed} submitted, ${expired} cancelled`],
    ['review', `${waiting} to review, ${accepted} accepted, ${soft_rejected} paid but not used, ${rejected} rejected`],
    ['worker page', run.worker_url],
    ['next', waiting > 0 ? hint(`review --run ${id}`) : hint(`export ${id} --format csv --out ${id}.csv`)],
  ];
}
