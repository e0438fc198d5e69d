import type { Command } from 'commander';
import { moneyText } from '../../api/money.ts';
import { listOffers, type OfferShown, raiseOffer, withdrawOffer } from '../../api/offers.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { positive } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText } from '../terminal/text.ts';

type Json = { json?: boolean };

/** `manyhands offers <run>`: the offers of a run at providers. */
export function addOffers(program: Command, context: Context): void {
  const { terminal } = context;
  const group = program
    .command('offers')
    .description('list the offers of a run and how far they are; give one more places, or withdraw it')
    .argument('<run>', runArgument)
    .option('--json', 'print them as one JSON array')
    .addHelpText('after', examples('manyhands offers film-genres-x7k2p'))
    .action((run: string, { json }: Json) => list(context, run, json));
  const change = (offer: OfferShown, json: boolean | undefined) =>
    terminal.print(json ? jsonText(offer) : `${offer.offer} is ${offer.state}, with ${offer.places} places.`);
  group
    .command('raise <run> <offer> <places>')
    .description('give an offer so many places in all')
    .option('--json', 'print the offer as JSON')
    .addHelpText('after', examples('manyhands offers raise film-genres-x7k2p offer-4k2m 30'))
    .action(async (run: string, offer: string, places: string, { json }: Json) => {
      const call = { params: { run, offer }, body: { places: positive(places) } };
      await change(await withDaemon(context, (client) => client.call(raiseOffer, call)), json);
    });
  group
    .command('withdraw <run> <offer>')
    .description('take an offer from its provider; who has a place may finish')
    .option('--note <text>', 'why, for the record')
    .option('--json', 'print the offer as JSON')
    .addHelpText('after', examples('manyhands offers withdraw film-genres-x7k2p offer-4k2m'))
    .action(async (run: string, offer: string, { note, json }: Json & { note?: string }) => {
      const call = { params: { run, offer }, body: note === undefined ? {} : { note } };
      await change(await withDaemon(context, (client) => client.call(withdrawOffer, call)), json);
    });
}

async function list(context: Context, run: string, json: boolean | undefined): Promise<void> {
  const { terminal } = context;
  const { offers } = await withDaemon(context, (client) =>
    withRun(client, run, () => client.call(listOffers, { params: { run } })),
  );
  if (json) return terminal.print(jsonText(offers, 2));
  if (offers.length === 0)
    return terminal.notify(`Run ${run} is not offered anywhere. Offer it: ${hint(`offer ${run} <requester>`)}`);
  await printTable(
    terminal,
    ['OFFER', 'REQUESTER', 'STATE', 'PLACES', 'PUBLISHED', 'TAKEN', 'PAY', 'IN ALL', 'AT THE PROVIDER'],
    offers.map((one) => [
      ...[one.offer, one.requester, one.state, String(one.places), String(one.published), String(one.taken)],
      ...[moneyText(one.pay_cents, one.currency), moneyText(one.total_cents, one.currency)],
      Object.entries(one.places_by_status)
        .map(([status, count]) => `${count} ${status.replace('_', ' ')}`)
        .join(', '),
    ]),
  );
  for (const { offer, problem } of offers) if (problem) terminal.notify(`${offer}: ${problem}`);
}
