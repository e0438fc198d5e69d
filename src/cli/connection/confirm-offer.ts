import { amountText, moneyText } from '../../api/money.ts';
import { makeOffer, type OfferPlan, planOffer } from '../../api/offers.ts';
import { hasPerson, openQuestions } from '../terminal/questions.ts';
import { refuse } from '../terminal/refusals.ts';
import { pairs } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { counted } from '../terminal/text.ts';
import type { Client } from './client.ts';

/** What is offered: through whose account, and what the provider wants to know. */
export type Wanted = Omit<Parameters<typeof bodyOf>[0], 'total_cents'>;
const bodyOf = (body: {
  requester: string;
  places?: number;
  pay_after_seconds?: number | null;
  options?: Record<string, never>;
  total_cents: number;
}) => body;

type Asking = { client: Client; terminal: Terminal; signal: AbortSignal };

/** Shows what an offer is and costs, asks for its price to be typed unless `yes`, and makes it. */
export async function offerWithConfirmation(
  { client, terminal, signal }: Asking,
  run: string,
  wanted: Wanted,
  yes: boolean,
): Promise<{ offer: string; plan: OfferPlan }> {
  const params = { run };
  const plan = await client.call(planOffer, { params, body: wanted });
  for (const line of pairs(rowsOf(plan))) terminal.notify(line);
  if (!yes) await requirePrice({ terminal, signal }, plan);
  return client.call(makeOffer, { params, body: { ...wanted, total_cents: plan.total_cents } });
}

const rowsOf = (plan: OfferPlan): [string, string][] => [
  ['offer', `${plan.run} at ${plan.title}${plan.simulated ? ', which is simulated: nobody is paid' : ''}`],
  ['account', plan.requester],
  ['places', `${plan.places}, each for ${moneyText(plan.pay_cents, plan.currency)}`],
  ['fees', moneyText(plan.fee_cents, plan.currency)],
  ['in all', moneyText(plan.total_cents, plan.currency)],
  ['balance', plan.available_cents === null ? 'not told' : moneyText(plan.available_cents, plan.currency)],
  ['workers go to', plan.address],
];

/** Throws `offer/unasked` or `offer/not-made` unless a person types the price. */
async function requirePrice({ terminal, signal }: Omit<Asking, 'client'>, plan: OfferPlan): Promise<void> {
  const price = moneyText(plan.total_cents, plan.currency);
  if (!hasPerson(terminal)) throw refuse('offer/unasked', { run: plan.run, price });
  const questions = openQuestions(terminal, signal);
  try {
    const amount = amountText(plan.total_cents);
    const question = `Offer ${counted(plan.places, 'place')} to workers of ${plan.title}? Type ${amount} to confirm: `;
    const typed = await questions.ask(question);
    signal.throwIfAborted();
    if (typed?.replace(',', '.') !== amount) throw refuse('offer/not-made', { run: plan.run });
  } finally {
    questions.close();
  }
}
