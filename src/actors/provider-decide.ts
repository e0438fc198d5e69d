import type { AnyNewFact } from '../events/catalog.ts';
import type { PaymentFact } from '../events/payment.ts';
import { UnitBonusPaid, UnitPaid } from '../events/unit.ts';
import { raisedCents, requireBudget } from './budget.ts';
import type { BudgetNow } from './caps.ts';
import { type IntendCommand, intended, isOwed } from './due-payments.ts';
import * as messages from './messages.ts';
import * as offers from './offer.ts';
import * as payments from './payment-decide.ts';
import { type ReportCommand, report } from './reported.ts';
import { type ResolveCommand, decide as resolve } from './resolve-payment.ts';
import { type Run, unitOf } from './run.ts';
import { submittedWork } from './unit.ts';

/** A command about what a run has at providers. What commits money brings along the caps and what other runs have committed. */
export type ProviderCommand =
  | (offers.OfferCommand & { budget?: BudgetNow })
  | ReportCommand
  | IntendCommand
  | payments.PaymentCommand
  | ResolveCommand
  | messages.MessageCommand;

const prefixes = ['offer.', 'submissions.', 'payments.', 'payment.', 'message.'];

/** Whether a command is about what a run has at providers. */
export const isProviderCommand = (command: { type: string }): command is ProviderCommand =>
  prefixes.some((prefix) => command.type.startsWith(prefix));

/** The facts that the command leads to; throws `budget/passed` and what its actors refuse. */
export function decide(command: ProviderCommand, run: Run): AnyNewFact[] {
  switch (command.type) {
    case 'submissions.report':
      return report(run, command);
    case 'message.note-sent':
    case 'message.note-failed':
      return messages.decide(command, run.messages);
    case 'payments.intend':
      return intended(run, command);
    case 'payments.prepare':
    case 'payments.send':
    case 'payments.settle':
    case 'payment.retry':
    case 'payment.withdraw':
      return withPaid(
        run,
        payments.decide(command, run.payments, ({ context }) => isOwed(run, context)),
      );
    case 'payment.resolve':
      return withPaid(run, resolve(command, payments.paymentIn(run.payments, command.paymentId)));
    default:
      return decideOnOffer(command, run);
  }
}

function decideOnOffer(
  { budget, ...command }: Extract<ProviderCommand, { offerId: string }> & { budget?: BudgetNow },
  run: Run,
) {
  const offerCommand = command as offers.OfferCommand;
  const known = run.offers.get(offerCommand.offerId);
  if (offerCommand.type === 'offer.intend' && !known) requireBudget(run, offerCommand.costCents, budget);
  if (offerCommand.type === 'offer.raise-places' && known) {
    const more = offerCommand.places - known.context.places;
    if (more > 0) requireBudget(run, raisedCents(run, known, more), budget);
  }
  return offers.decide(offerCommand, run.taskRun.context.runId, known);
}

/** Facts about payments, each that was made with what it settles. */
const withPaid = (run: Run, facts: readonly PaymentFact[]): AnyNewFact[] =>
  facts.flatMap((fact) => (fact.type === 'payment.confirmed' ? [fact, ...paid(run, fact)] : [fact]));

type Confirmed = Extract<AnyNewFact, { type: 'payment.confirmed' }>;

/** What a payment settles of what is owed: the unit or the bonus is recorded as paid, unless it was already. */
function paid(run: Run, { data: { paymentId } }: Confirmed): AnyNewFact[] {
  const { context } = payments.paymentIn(run.payments, paymentId);
  const { unitId, bonusId, cents, currency } = context;
  const named = unitId && unitOf(run, unitId);
  if (!named) return [];
  const work = submittedWork(named);
  // One that was withdrawn while it was on its way is paid all the same.
  if (bonusId) return run.bonuses.get(bonusId)?.state === 'paid' ? [] : [UnitBonusPaid({ ...work, bonusId })];
  return named.unit.context.paidCents === undefined ? [UnitPaid({ ...work, cents, currency })] : [];
}
