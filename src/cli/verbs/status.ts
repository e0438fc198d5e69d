import type { Command } from 'commander';
import { runStatusLabels, workerIdentityTexts } from '../../api/labels.ts';
import { getRun, listRuns, type RunRow } from '../../api/runs.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { runOrTaskArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';
import { printRunTable, toReview } from './runs.ts';

/** `manyhands status <run or task>`: the progress of one run, or of all runs of a task, and what to do next. */
export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('show the progress of a run, or of all runs of a task')
    .argument('<run or task>', runOrTaskArgument)
    .option('--json', 'print the run as JSON, or the runs of a task as an array')
    .addHelpText('after', examples('manyhands status film-genres-x7k2p', 'manyhands status film-genres'))
    .action(async (of: string, { json }: { json?: boolean }) => {
      const { terminal } = context;
      const found = await withDaemon(context, (client) => runOrRuns(client, of));
      const isTask = Array.isArray(found);
      const lines = json ? [jsonText(found, 2)] : pairs(isTask ? linesForTask(of, found) : linesFor(found));
      for (const line of lines) await terminal.print(line);
      if (!isTask || json) return;
      await terminal.print('');
      await printRunTable(terminal, found);
    });
}

/** The run of this id, or else all runs of the task of this name; refuses where there is neither. */
async function runOrRuns(client: Client, of: string): Promise<RunRow | RunRow[]> {
  try {
    return await client.call(getRun, { params: { run: of } });
  } catch (error) {
    if (codeOf(error) !== 'run/unknown') throw error;
    const runs = (await client.call(listRuns)).runs.filter(({ task }) => task === of);
    if (runs.length === 0) throw error;
    return runs;
  }
}

type Counts = Pick<
  RunRow,
  'units' | 'open' | 'assigned' | 'completed' | 'expired' | 'accepted' | 'soft_rejected' | 'rejected'
>;

const unitsText = ({ units, open, assigned, completed, expired }: Counts) =>
  `${units}: ${open} open, ${assigned} in progress, ${completed} submitted, ${expired} cancelled`;
const reviewText = (counts: Counts) => {
  const { accepted, soft_rejected, rejected } = counts;
  return `${toReview(counts)} to review, ${accepted} accepted, ${soft_rejected} paid but not used, ${rejected} rejected`;
};
const nextAfter = (of: string, counts: Counts, review: string) =>
  toReview(counts) > 0 ? review : hint('export', of, '--format', 'csv', '--out', `${of}.csv`);

/** The sums over all runs of a task, as names and values. */
export function linesForTask(task: string, runs: readonly RunRow[]): [string, string][] {
  const sum = (key: keyof Counts) => runs.reduce((total, run) => total + run[key], 0);
  const keys = ['units', 'open', 'assigned', 'completed', 'expired', 'accepted', 'soft_rejected', 'rejected'] as const;
  const counts = Object.fromEntries(keys.map((key) => [key, sum(key)])) as Counts;
  return [
    ['task', task],
    ['runs', `${runs.length}`],
    ['units', unitsText(counts)],
    ['review', reviewText(counts)],
    ['next', nextAfter(task, counts, hint('review'))],
  ];
}

/** The facts about a run, as names and values. */
export function linesFor(run: RunRow): [string, string][] {
  const { id, title, status } = run;
  const at = {
    opening: run.opened_at,
    launched: run.launched_at,
    paused: run.launched_at,
    stopped: run.ended_at,
    completed: run.ended_at,
  };
  const since = status === 'paused' ? ', launched' : ' since';
  return [
    ['run', id],
    ['title', title],
    ['status', `${runStatusLabels[status]}${since} ${minuteOf(at[status])} UTC`],
    ...(run.problem ? [['problem', run.problem] as [string, string]] : []),
    ['assignments', `${run.assignments}`],
    ['units', unitsText(run)],
    ['review', reviewText(run)],
    ['worker page', run.worker_url],
    ['workers', workerIdentityTexts[run.worker_identity]],
    ['next', nextAfter(id, run, hint('review', '--run', id))],
  ];
}
