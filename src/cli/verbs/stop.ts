import type { Command } from 'commander';
import { getRun, type RunRow, stopRun } from '../../api/runs.ts';
import { type Context, examples } from '../connection/context.ts';
import { runArgument, steer } from '../connection/steer.ts';
import { hasPerson, isConfirmed } from '../terminal/questions.ts';
import { refuse } from '../terminal/refusals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = { yes?: boolean; json?: boolean };

/** `manyhands stop <run>`: all open units are cancelled. */
export function addStop(program: Command, context: Context): void {
  program
    .command('stop')
    .description('stop a run for good: open units are cancelled, units in progress may finish')
    .argument('<run>', runArgument)
    .option('-y, --yes', 'stop it without asking')
    .option('--json', 'print the run as JSON')
    .addHelpText('after', examples('manyhands stop film-genres-x7k2p', 'manyhands stop film-genres-x7k2p --yes'))
    .action(async (id: string, { yes, json }: Options) => {
      const params = { run: id };
      const run = await steer(context, id, async (client, signal) => {
        if (!yes) await requireYes(context.terminal, await client.call(getRun, { params }), signal);
        return client.call(stopRun, { params });
      });
      const text = `Run ${id} is stopped.${run.assigned > 0 ? ` ${inProgress(run)}` : ''}`;
      await context.terminal.print(json ? jsonText(run, 2) : text);
    });
}

const inProgress = ({ assigned }: RunRow) =>
  `${counted(assigned, 'unit')} ${assigned === 1 ? 'is' : 'are'} in progress and may still be submitted.`;

/** What ends with a run, in one or two sentences. */
function lossOf(run: RunRow): string {
  const lost = `${counted(run.open, 'open unit')} will be cancelled.`;
  return run.assigned > 0 ? `${lost} ${inProgress(run)}` : lost;
}

/** Refuses unless a person says yes; a run that has ended is left to the server, which says so. */
async function requireYes(terminal: Terminal, run: RunRow, signal: AbortSignal): Promise<void> {
  if (run.status === 'stopped' || run.status === 'completed') return;
  const loss = lossOf(run);
  if (!hasPerson(terminal)) throw refuse('run/stop-unasked', { run: run.id, loss });
  const question = `${loss} This cannot be undone.\nStop run ${run.id}?`;
  if (!(await isConfirmed(terminal, question, signal))) throw refuse('run/not-stopped', { run: run.id });
}
