import type { Command } from 'commander';
import { grantBonus } from '../../../api/bonuses.ts';
import { type Context, examples } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { positive } from '../../terminal/arguments.ts';
import { hint } from '../../terminal/called-as.ts';
import { jsonText } from '../../terminal/text.ts';
import { decideAll, type Step, undoWhole } from './verdict.ts';

const ids = `the ids of the units, from "${hint('review list')}"`;

function addStep(review: Command, context: Context, step: Step, description: string): void {
  review
    .command(step)
    .description(description)
    .argument('<units...>', ids)
    .option('--note <text>', 'the reason, for reviewers only')
    .option('--json', 'print the outcome of each unit as a line of JSON')
    .addHelpText('after', examples(`manyhands review ${step} film-genres-x7k2p.4.0`))
    .action((units: string[], { note, json }: { note?: string; json?: boolean }) =>
      withDaemon(context, (client) => decideAll(context, client, { units, step, remarks: { note }, json })),
    );
}

/** `manyhands review undo`: undoes decisions, or whole verdicts. */
export function addUndo(review: Command, context: Context): void {
  review
    .command('undo')
    .description('undo decisions: the units are to review again, the history keeps both')
    .argument('<ids...>', 'the ids of units, or of verdicts (all that was decided together)')
    .option('--note <text>', 'the reason, for reviewers only')
    .option('--json', 'print the outcome of each as a line of JSON')
    .addHelpText('after', examples('manyhands review undo film-genres-x7k2p.4.0'))
    .action((ids: string[], { note, json }: { note?: string; json?: boolean }) =>
      withDaemon(context, async (client) => {
        for (const verdict of ids.filter((id) => !isUnit(id)))
          await undoWhole(context, client, { verdict, note, json });
        await decideAll(context, client, { units: ids.filter(isUnit), step: 'undo', remarks: { note }, json });
      }),
    );
}

const isUnit = (id: string) => id.includes('.');

/** `manyhands review second-opinion`: asks another reviewer to decide. */
export const addSecondOpinion = (review: Command, context: Context): void =>
  addStep(review, context, 'second-opinion', 'ask for a second opinion: another reviewer decides, you cannot any more');

/** `manyhands review bonus`: records a bonus that is still to be paid. */
export function addBonus(review: Command, context: Context): void {
  review
    .command('bonus')
    .description('grant the worker of a unit a bonus; it is recorded as still to be paid')
    .argument('<unit>', 'the id of the unit')
    .argument('<cents>', "the amount in cents of the run's currency", positive)
    .option('--reason <text>', 'what it is for')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands review bonus film-genres-x7k2p.4.0 50 --reason "Very thorough."'))
    .action(async (unit: string, cents: number, { reason, json }: { reason?: string; json?: boolean }) => {
      const granted = await withDaemon(context, (client) =>
        client.call(grantBonus, { params: { unit }, body: { cents, reason } }),
      );
      const text = `Granted a bonus of ${cents} cents for ${unit} (${granted.bonus}).`;
      await context.terminal.print(json ? jsonText({ unit, ...granted }) : text);
    });
}
