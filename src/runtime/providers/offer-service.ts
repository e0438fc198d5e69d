import { committedCents } from '../../actors/budget.ts';
import type { BudgetCommand } from '../../actors/caps.ts';
import { isOpen } from '../../actors/offer.ts';
import { refuse as refuseUnknown } from '../../actors/refusals.ts';
import type { OfferId } from '../../events/ids.ts';
import { isIn } from '../budgets.ts';
import type { OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';
import { type OfferPlan, type OfferRequest, openOffering } from './offering.ts';
import type { ProviderLoop } from './provider-loop.ts';

/** An offer as it is now; amounts in cents. */
export type OfferView = {
  offer: string;
  provider: string;
  requester: string;
  state: string;
  places: number;
  published: number;
  taken: number;
  byStatus: Record<string, number>;
  payCents: number;
  currency: string;
  totalCents: number;
  link?: string;
  problem?: string;
};

/** How many payments of a run stand where. */
export type PaymentSums = {
  currency: string;
  paid: number;
  paidCents: number;
  uncertain: number;
  refused: number;
  needsPerson: number;
};

/** What is committed of a budget, in cents. */
export type BudgetView = Required<Pick<BudgetCommand, 'scope' | 'name' | 'currency'>> & {
  capCents: number;
  committedCents: number;
};

/** Offers of runs at providers, their payments, and budgets. */
export type OfferService = {
  plan(run: string, request: OfferRequest): Promise<OfferPlan>;
  confirm(
    run: string,
    request: OfferRequest & { totalCents: number },
    by: string,
  ): Promise<{ offerId: string; plan: OfferPlan }>;
  list(run: string): OfferView[];
  raise(run: string, offer: string, places: number, by: string): Promise<OfferView>;
  withdraw(run: string, offer: string, note: string | undefined, by: string): Promise<OfferView>;
  /** Sends what is owed now, and what would wait. */
  payNow(run: string): Promise<PaymentSums>;
  budgets(): BudgetView[];
  setBudget(budget: Omit<BudgetCommand, 'type'>, by: string): Promise<BudgetView[]>;
};

type Settings = Parameters<typeof openOffering>[0] & {
  runtime: Pick<Runtime, 'run' | 'runs' | 'workspace' | 'askWorkspace' | 'withinBudget'>;
  loop: Pick<ProviderLoop, 'wake' | 'now'>;
  /** How many places of an offer are published so far, and what holds it up. */
  progressOf: (run: string, offer: string) => { places?: number; problem?: string };
};

/** Opens the service. */
export function openOfferService({ runtime, loop, progressOf, ...settings }: Settings): OfferService {
  const offering = openOffering(settings);
  const budgets = () => budgetViews(runtime);

  function view(run: OpenRun, offer: string): OfferView {
    const { offers } = run.mailbox.run;
    const known = offers.get(offer);
    if (!known) throw refuseUnknown('offer/unknown', { offer });
    return viewOf(run, known.context.offerId, progressOf(run.runId, offer));
  }

  return {
    plan: (run, request) => offering.plan(runtime.run(run), request),
    async confirm(run, request, by) {
      const confirmed = await offering.confirm(runtime.run(run), request, by);
      loop.wake();
      return confirmed;
    },
    list: (run) => {
      const here = runtime.run(run);
      return [...here.mailbox.run.offers.entries()].map(([id]) => view(here, id));
    },
    async raise(run, offer, places, by) {
      const here = runtime.run(run);
      const { context } = here.mailbox.run.offers.get(offer) ?? {};
      const { currency = '', requester = '' } = context ?? {};
      await runtime.withinBudget({ run: here.mailbox.run, currency, requester }, (budget) =>
        here.mailbox.ask(
          { type: 'offer.raise-places', offerId: offer as OfferId, places, ...(budget ? { budget } : {}) },
          by,
        ),
      );
      loop.wake();
      return view(here, offer);
    },
    async withdraw(run, offer, note, by) {
      const here = runtime.run(run);
      await here.mailbox.ask({ type: 'offer.withdraw', offerId: offer as OfferId, ...(note ? { note } : {}) }, by);
      loop.wake();
      return view(here, offer);
    },
    async payNow(run) {
      const here = runtime.run(run);
      await loop.now(run);
      return paymentSums(here);
    },
    budgets,
    async setBudget(budget, by) {
      if (budget.scope === 'run') runtime.run(budget.name);
      await runtime.askWorkspace({ type: 'budget.set', ...budget }, by);
      return budgets();
    },
  };
}

function viewOf(
  { mailbox: { run } }: OpenRun,
  offerId: OfferId,
  { places: soFar, problem }: { places?: number; problem?: string },
): OfferView {
  const { value, context } = run.offers.get(offerId) as NonNullable<ReturnType<typeof run.offers.get>>;
  const byStatus: Record<string, number> = {};
  for (const [, { state, context: one }] of run.submissions.states.entries())
    if (one.offerId === offerId) byStatus[state] = (byStatus[state] ?? 0) + 1;
  const { provider, requester, places, placesThere, payCents, currency, costCents, link } = context;
  return {
    ...{ offer: offerId, provider, requester, state: value as string, places },
    published: value === 'intended' ? (soFar ?? 0) : placesThere,
    ...{ taken: run.submissions.counts.get(offerId)?.taken ?? 0, byStatus, payCents, currency, totalCents: costCents },
    ...(link ? { link } : {}),
    ...problemOf(value as string, context.reason ?? problem),
  };
}

/** What holds an offer up, or why it was refused; nothing of one that is over. */
const problemOf = (state: string, problem: string | undefined) =>
  problem && (isOpen(state) || state === 'withdrawing' || state === 'refused') ? { problem } : {};

function paymentSums({ mailbox: { run } }: OpenRun): PaymentSums {
  const sums = { currency: '', paid: 0, paidCents: 0, uncertain: 0, refused: 0, needsPerson: 0 };
  for (const [, { state, context }] of run.payments.states.entries()) {
    sums.currency ||= context.currency;
    if (state === 'confirmed') {
      sums.paid++;
      sums.paidCents += context.cents;
    } else if (state === 'refused') sums.refused++;
    else if (state === 'needs_person') sums.needsPerson++;
    else if (state !== 'withdrawn') sums.uncertain++;
  }
  return sums;
}

function budgetViews({ runs, workspace }: Pick<Runtime, 'runs' | 'workspace'>): BudgetView[] {
  const states = runs().map(({ mailbox }) => mailbox.run);
  return [...workspace.mailbox.state.budgets.values()].flatMap(({ scope, name, capCents, currency }) => {
    if (capCents === null) return [];
    const committed = states.filter((run) => isIn(run, scope, name)).reduce((sum, run) => sum + committedCents(run), 0);
    return [{ scope, name, currency, capCents, committedCents: committed }];
  });
}
