import type { Command } from 'commander';
import { runStatusLabels, workerIdentityTexts } from '../../api/labels.ts';
import { getRun, listRuns, type RunRow } from '../../api/runs.ts';
import { ordinaryUnitsOf, specialUnitsOf, toReview, type UnitCounts } from '../../api/unit-counts.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { runOrTaskArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs } from '../terminal/table.ts';
import { counted, jsonText, minuteOf } from '../terminal/text.ts';
import { printRunTable } from './runs.ts';

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

const unitsText = ({ units, open, assigned, completed, expired }: UnitCounts) =>
  `${units}: ${open} open, ${assigned} in progress, ${completed} submitted, ${expired} cancelled`;
const reviewText = (counts: UnitCounts) => {
  const { accepted, soft_rejected, rejected } = counts;
  return `${toReview(counts)} to review, ${accepted} accepted, ${soft_rejected} paid but not used, ${rejected} rejected`;
};
const nextAfter = (of: string, ordinary: UnitCounts, special: UnitCounts, review: string) =>
  toReview(ordinary) + toReview(special) > 0 ? review : hint('export', of, '--format', 'csv', '--out', `${of}.csv`);

/** The lines about units: first those of the data, then the gold and screening units, if there are any. */
const unitLines = (ordinary: UnitCounts, special: UnitCounts): [string, string][] => [
  ['units', unitsText(ordinary)],
  ['review', reviewText(ordinary)],
  ...(special.units > 0
    ? ([
        ['gold and screening units', unitsText(special)],
        ['their review', reviewText(special)],
      ] as [string, string][])
    : []),
];

/** The counts of several runs together. */
function sumOf(all: readonly UnitCounts[]): UnitCounts {
  const sum = (key: keyof UnitCounts) => all.reduce((total, counts) => total + counts[key], 0);
  return {
    ...{ units: sum('units'), open: sum('open'), assigned: sum('assigned'), completed: sum('completed') },
    ...{ accepted: sum('accepted'), soft_rejected: sum('soft_rejected'), rejected: sum('rejected') },
    expired: sum('expired'),
  };
}

/** The sums over all runs of a task, as names and values. */
export function linesForTask(task: string, runs: readonly RunRow[]): [string, string][] {
  const [ordinary, special] = [sumOf(runs.map(ordinaryUnitsOf)), sumOf(runs.map(specialUnitsOf))];
  return [
    ['task', task],
    ['runs', `${runs.length}`],
    ...unitLines(ordinary, special),
    ['next', nextAfter(task, ordinary, special, hint('review'))],
  ];
}

/** The facts about a run, as names and values. */
export function linesFor(run: RunRow): [string, string][] {
  const { id, title, status } = run;
  const [ordinary, special] = [ordinaryUnitsOf(run), specialUnitsOf(run)];
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
    ['assignments', `${run.assignments - run.special_units}`],
    ...unitLines(ordinary, special),
    ['at work', counted(run.at_work, 'worker')],
    ['worker page', run.worker_url],
    ['workers', workerIdentityTexts[run.worker_identity]],
    ['next', nextAfter(id, ordinary, special, hint('review', '--run', id))],
  ];
}
