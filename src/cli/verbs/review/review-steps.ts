import type { Command } from 'commander';
import { pathTo } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { hint } from '../../terminal/hint.ts';
import { jsonText } from '../../terminal/visible.ts';
import { positive } from '../../terminal/words.ts';
import { decideAll, type Step, undoWhole } from './verdict.ts';

const ids = `the ids of the units, as "${hint('review list')}" gives them`;

function addStep(review: Command, context: Context, step: Step, description: string): void {
  review
    .command(step)
    .description(description)
    .argument('<units...>', ids)
    .option('--note <text>', 'why; kept among reviewers')
    .option('--json', 'print what came of each unit as a line of JSON')
    .addHelpText('after', examples(`manyhands review ${step} film-genres-x7k2p.4.0`))
    .action((units: string[], { note, json }: { note?: string; json?: boolean }) =>
      withDaemon(context, (client) => decideAll(context, client, { units, step, said: { note }, json })),
    );
}

/** `manyhands review undo`: decisions are taken back. */
export function addUndo(review: Command, context: Context): void {
  review
    .command('undo')
    .description('take decisions back: the work waits for review again, the history keeps both')
    .argument('<ids...>', 'the ids of units, or of verdicts, which are undone whole')
    .option('--note <text>', 'why; kept among reviewers')
    .option('--json', 'print what came of each as a line of JSON')
    .addHelpText('after', examples('manyhands review undo film-genres-x7k2p.4.0'))
    .action((ids: string[], { note, json }: { note?: string; json?: boolean }) =>
      withDaemon(context, async (client) => {
        for (const verdict of ids.filter((id) => !isUnit(id)))
          await undoWhole(context, client, { verdict, note, json });
        await decideAll(context, client, { units: ids.filter(isUnit), step: 'undo', said: { note }, json });
      }),
    );
}

const isUnit = (id: string) => id.includes('.');

/** `manyhands review second-opinion`: somebody else shall decide. */
export const addSecondOpinion = (review: Command, context: Context): void =>
  addStep(review, context, 'second-opinion', 'leave units to somebody else: you cannot decide them any more');

/** `manyhands review bonus`: a payment beyond the reward is promised. */
export function addBonus(review: Command, context: Context): void {
  review
    .command('bonus')
    .description('promise the worker of a unit a bonus; it is recorded as still to be paid')
    .argument('<unit>', 'the id of the unit')
    .argument('<cents>', "the amount in cents of the run's currency", positive)
    .option('--reason <text>', 'what it is for')
    .option('--json', 'print what came of it as JSON')
    .addHelpText('after', examples('manyhands review bonus film-genres-x7k2p.4.0 50 --reason "Very thorough."'))
    .action(async (unit: string, cents: number, { reason, json }: { reason?: string; json?: boolean }) => {
      const granted = await withDaemon(context, (client) =>
        client.post<{ bonus: string; sequence: number }>(pathTo(['api', 'units', unit, 'bonus']), { cents, reason }),
      );
      const said = `A bonus of ${cents} cents is promised for ${unit} (${granted.bonus}).`;
      await context.terminal.print(json ? jsonText({ unit, ...granted }) : said);
    });
}
