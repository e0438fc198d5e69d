import type { Command } from 'commander';
import type { RunRow } from '../../projections/runs/task-runs.ts';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { jsonText } from '../terminal/visible.ts';
import { positive } from '../terminal/words.ts';

const run = `the id of the run, as "${hint('runs')}" lists it`;
type Options = { note?: string; json?: boolean };

/** `manyhands pause <run>`: nothing is given out for a while. */
export function addPause(program: Command, context: Context): void {
  program
    .command('pause')
    .description('pause a run: nothing more is given out until it is resumed, work in hand goes on')
    .argument('<run>', run)
    .option('--note <text>', 'why; kept with the run')
    .option('--json', 'print the run as it is then as JSON')
    .addHelpText('after', examples('manyhands pause film-genres-x7k2p --note "The page has a fault."'))
    .action((id: string, { note, json }: Options) =>
      steer(context, { id, verb: 'pause', body: { note }, json }, `Resume it with "${hint(`resume ${id}`)}".`),
    );
}

/** `manyhands resume <run>`: a paused run gives out work again. */
export function addResume(program: Command, context: Context): void {
  program
    .command('resume')
    .description('resume a paused run: work is given out again')
    .argument('<run>', run)
    .option('--note <text>', 'why; kept with the run')
    .option('--json', 'print the run as it is then as JSON')
    .addHelpText('after', examples('manyhands resume film-genres-x7k2p'))
    .action((id: string, { note, json }: Options) => steer(context, { id, verb: 'resume', body: { note }, json }));
}

/** `manyhands extend <run> <units>`: more answers to every item. */
export function addExtend(program: Command, context: Context): void {
  program
    .command('extend')
    .description('ask for more answers: every item gets this many units in all, and a completed run goes on')
    .argument('<run>', run)
    .argument('<units>', 'how many units every item has from then on', positive)
    .option('--json', 'print the run as it is then as JSON')
    .addHelpText('after', examples('manyhands extend film-genres-x7k2p 5'))
    .action((id: string, units: number, { json }: Options) =>
      steer(context, { id, verb: 'extend', body: { units_per_assignment: units }, json }),
    );
}

type Steering = { id: string; verb: 'pause' | 'resume' | 'extend'; body: Record<string, unknown>; json?: boolean };

async function steer(context: Context, { id, verb, body, json }: Steering, next?: string): Promise<void> {
  const row = await withDaemon(context, async (client) => {
    const { sequence } = await client.post<{ sequence: number }>(pathTo(['api', 'runs', id, verb]), body);
    return client.get<RunRow>(pathTo(['api', 'runs', id], { after: sequence }));
  });
  const { status, units, open, assigned } = row;
  const said = `Run ${id} is ${status}: ${open} of ${units} units are open, ${assigned} in work.`;
  await context.terminal.print(json ? jsonText(row, 2) : [said, next].filter(Boolean).join(' '));
}
