import type { Command } from 'commander';
import { moneyText } from '../../api/money.ts';
import { type PaySums, payRun } from '../../api/offers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { counted, jsonText } from '../terminal/text.ts';

/** `manyhands pay <run>`: pays now what a run owes through providers. */
export function addPay(program: Command, context: Context): void {
  program
    .command('pay')
    .description(
      'pay at once what a run owes workers through providers, and reject there what was rejected here; nothing is paid twice',
    )
    .argument('<run>', runArgument)
    .option('--json', 'print the sums as JSON')
    .addHelpText('after', examples('manyhands pay film-genres-x7k2p'))
    .action(async (run: string, { json }: { json?: boolean }) => {
      const sums = await withDaemon(context, (client) =>
        withRun(client, run, () => client.call(payRun, { params: { run }, body: {} })),
      );
      await context.terminal.print(json ? jsonText(sums) : sentencesOf(run, sums).join(' '));
    });
}

function sentencesOf(run: string, { currency, paid, paid_cents, uncertain, refused, needs_person }: PaySums): string[] {
  return [
    `${counted(paid, 'payment')} of run ${run} ${paid === 1 ? 'is' : 'are'} made, ${moneyText(paid_cents, currency)} in all.`,
    ...(uncertain > 0 ? [`${counted(uncertain, 'payment')} ${uncertain === 1 ? 'is' : 'are'} on the way.`] : []),
    ...(refused > 0 ? [`${counted(refused, 'payment')} ${refused === 1 ? 'was' : 'were'} refused.`] : []),
    ...(needs_person > 0 ? [`${counted(needs_person, 'payment')} could not be found: look at the provider.`] : []),
    ...(refused + needs_person > 0 ? [`"${hint(`ledger ${run}`)}" lists them.`] : []),
  ];
}
