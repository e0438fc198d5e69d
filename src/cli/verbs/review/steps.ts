import type { Command } from 'commander';
import { grantBonus, withdrawBonus } from '../../../api/bonuses.ts';
import { moneyText } from '../../../api/money.ts';
import { adjudicate, withdrawAdjudication } from '../../../api/queue.ts';
import { type Context, examples } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { amount, jsonValue } from '../../terminal/arguments.ts';
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
    .argument(
      '<ids...>',
      `the ids of units, or of verdicts (all that was decided together), from "${hint('review decisions')}"`,
    )
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

/** The option for a bonus beside others of the same unit. */
export const anotherOption = ['--another', 'also where the unit has a bonus already'] as const;

type BonusOptions = { reason?: string; another?: true; json?: boolean };

/** `manyhands review bonus`: records a bonus that is still to be paid. */
export function addBonus(review: Command, context: Context): void {
  review
    .command('bonus')
    .description('grant the worker of a unit a bonus; it is recorded as still to be paid')
    .argument('<unit>', 'the id of the unit')
    .argument('<amount>', "the amount in the run's currency, such as 1.50", amount)
    .option('--reason <text>', 'what it is for')
    .option(...anotherOption)
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands review bonus film-genres-x7k2p.4.0 0.50 --reason "Very thorough."'))
    .action(async (unit: string, cents: number, { reason, another, json }: BonusOptions) => {
      const granted = await withDaemon(context, (client) =>
        client.call(grantBonus, { params: { unit }, body: { cents, reason, another } }),
      );
      const text = `Granted a bonus of ${moneyText(cents, granted.currency)} for ${unit} (${granted.bonus}).`;
      await context.terminal.print(json ? jsonText({ unit, ...granted }) : text);
    });
}

/** `manyhands review withdraw-bonus`: takes back a bonus that is not paid. */
export function addWithdrawBonus(review: Command, context: Context): void {
  review
    .command('withdraw-bonus')
    .description('withdraw a bonus that is not paid yet')
    .argument('<bonus>', `the id of the bonus, as "${hint('review bonus')}" prints it`)
    .option('--note <text>', 'the reason, for reviewers only')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands review withdraw-bonus b7k2p9 --note "The wrong unit."'))
    .action(async (bonus: string, { note, json }: { note?: string; json?: boolean }) => {
      const withdrawn = await withDaemon(context, (client) =>
        client.call(withdrawBonus, { params: { bonus }, body: { note } }),
      );
      await context.terminal.print(json ? jsonText({ bonus, ...withdrawn }) : `The bonus ${bonus} is withdrawn.`);
    });
}

type AdjudicateOptions = { note?: string; over?: true; json?: boolean };

/** `manyhands review adjudicate`: decides the final answer to an item. */
export function addAdjudicate(review: Command, context: Context): void {
  review
    .command('adjudicate')
    .description('decide the final answer to an item, whatever its workers answered')
    .argument('<item>', 'the id of the item, such as film-genres-x7k2p.4')
    .argument('<answer>', 'the answer, as JSON', jsonValue)
    .option('--note <text>', 'why, for reviewers only')
    .option('--over', 'put it in the place of another final answer; both are kept')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples(`manyhands review adjudicate film-genres-x7k2p.4 '{"genre":"Drama"}'`))
    .action(async (assignment: string, answer: unknown, { json, ...body }: AdjudicateOptions) => {
      const recorded = await withDaemon(context, (client) =>
        client.call(adjudicate, { params: { assignment }, body: { answer, ...body } }),
      );
      const text = `The final answer to ${assignment} is recorded.`;
      await context.terminal.print(json ? jsonText({ item: assignment, ...recorded }) : text);
    });
}

/** `manyhands review withdraw-final`: takes the final answer to an item back. */
export function addWithdrawFinal(review: Command, context: Context): void {
  review
    .command('withdraw-final')
    .description('take the final answer to an item back; the history keeps it')
    .argument('<item>', 'the id of the item, such as film-genres-x7k2p.4')
    .option('--note <text>', 'why, for reviewers only')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands review withdraw-final film-genres-x7k2p.4 --note "Decided too early."'))
    .action(async (assignment: string, { note, json }: { note?: string; json?: boolean }) => {
      const recorded = await withDaemon(context, (client) =>
        client.call(withdrawAdjudication, { params: { assignment }, body: { note } }),
      );
      const text = `The final answer to ${assignment} is withdrawn.`;
      await context.terminal.print(json ? jsonText({ item: assignment, ...recorded }) : text);
    });
}
