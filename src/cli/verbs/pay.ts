import type { Command } from 'commander';
import { paySentences } from '../../api/offer-texts.ts';
import { type PaySums, payRun } from '../../api/offers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { jsonText } from '../terminal/text.ts';

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

function sentencesOf(run: string, sums: PaySums): string[] {
  const isListed = sums.refused + sums.needs_person > 0;
  return [...paySentences(sums, ` of run ${run}`), ...(isListed ? [`"${hint(`replay ${run}`)}" says why.`] : [])];
}
