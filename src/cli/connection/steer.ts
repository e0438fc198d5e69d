import { runStatusLabels } from '../../api/labels.ts';
import { getRun, type RunRow } from '../../api/runs.ts';
import { ordinaryUnitsOf } from '../../api/unit-counts.ts';
import { hint } from '../terminal/called-as.ts';
import { counted } from '../terminal/text.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { withRun } from './lookups.ts';
import { withDaemon } from './visit.ts';

/** The help of the argument `<run>`. */
export const runArgument = `the id of the run, from "${hint('runs')}"`;

/** The help of an argument that may also be a task. */
export const runOrTaskArgument = `the name of a task or the id of a run, from "${hint('runs')}"`;

/** Sends a command about a run and returns the run once it shows the effect. */
export const steer = (
  context: Context,
  run: string,
  send: (client: Client, signal: AbortSignal) => Promise<{ sequence: number }>,
): Promise<RunRow> =>
  withDaemon(context, async (client, signal) => {
    const { sequence } = await withRun(client, run, () => send(client, signal));
    return client.call(getRun, { params: { run }, query: { after: sequence } });
  });

/** The status of a run and the open units of its data, in one sentence. */
export function stateOf(run: RunRow): string {
  const { units, open, assigned } = ordinaryUnitsOf(run);
  const openUnits = `${open} of ${counted(units, 'unit')} ${open === 1 ? 'is' : 'are'} open`;
  return `Run ${run.id} is ${runStatusLabels[run.status].toLowerCase()}: ${openUnits}, ${assigned} in progress.`;
}
