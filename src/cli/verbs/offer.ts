import { type Command, InvalidArgumentError } from 'commander';
import { moneyText } from '../../api/money.ts';
import { readOption } from '../../api/offer-texts.ts';
import { offerWithConfirmation, type Wanted } from '../connection/confirm-offer.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { positive, whole } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = {
  places?: number;
  option?: Record<string, unknown>;
  payAfter?: number | null;
  yes?: boolean;
  json?: boolean;
};

/** `manyhands offer <run> <requester>`: asks a provider for workers, once a person has confirmed the price. */
export function addOffer(program: Command, context: Context): void {
  program
    .command('offer')
    .description('offer a run to workers of a provider: shows what it costs, and asks before anything is made')
    .argument('<run>', runArgument)
    .argument('<requester>', `the account, from "${hint('requesters')}"`)
    .option('--places <number>', 'for so many workers; without, for all units that nobody has', positive)
    .option(
      '--option <key=value...>',
      'what the provider wants to know, such as estimated_completion_time=5; docs/providers.md lists it',
      optionIn,
    )
    .option('--pay-after <seconds>', 'how long after a decision it is paid, or "never"; without, 600', payAfter)
    .option('-y, --yes', 'offer it without asking')
    .option('--json', 'print the offer as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands offer film-genres-x7k2p lab',
        'manyhands offer film-genres-x7k2p lab --places 20 --option estimated_completion_time=5',
      ),
    )
    .action((run: string, requester: string, options: Options) => offer(context, run, requester, options));
}

function optionIn(word: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const option = readOption(word);
  if (!option) throw new InvalidArgumentError('It is a key and a value, such as estimated_completion_time=5.');
  return { ...before, [option[0]]: option[1] };
}

function payAfter(word: string): number | null {
  if (word === 'never') return null;
  const seconds = whole(word);
  if (seconds < 0) throw new InvalidArgumentError('It is a number of seconds from 0 on, or "never".');
  return seconds;
}

async function offer(context: Context, run: string, requester: string, options: Options): Promise<void> {
  const { terminal } = context;
  const { places, option, payAfter: seconds, yes = false, json } = options;
  const wanted = {
    requester,
    ...(places === undefined ? {} : { places }),
    ...(option === undefined ? {} : { options: option }),
    ...(seconds === undefined ? {} : { pay_after_seconds: seconds }),
  } as Wanted;
  const made = await withDaemon(context, (client, signal) =>
    withRun(client, run, () => offerWithConfirmation({ client, terminal, signal }, run, wanted, yes)),
  );
  if (json) return terminal.print(jsonText(made));
  const { plan } = made;
  const price = moneyText(plan.total_cents, plan.currency);
  await terminal.print(
    `Offer ${made.offer}: ${counted(plan.places, 'place')} at ${plan.title} for ${price}. "${hint(`offers ${run}`)}" shows how far it is.`,
  );
}
