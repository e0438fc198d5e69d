import type { FastifyInstance } from 'fastify';
import * as budgetApi from '../../../api/budgets.ts';
import * as api from '../../../api/offers.ts';
import type { BudgetView, OfferService, OfferView } from '../../../runtime/providers/offer-service.ts';
import type { OfferPlan } from '../../../runtime/providers/offering.ts';
import { serve } from '../http/serve.ts';

/** Offers of runs at providers, what they cost, and budgets. */
export function offersApi(app: FastifyInstance, { offers }: { offers: OfferService }): void {
  serve(app, api.planOffer, async ({ params: { run }, body }) => planShown(await offers.plan(run, requestOf(body))));
  serve(app, api.makeOffer, async ({ params: { run }, body: { total_cents: totalCents, ...asked }, by }) => {
    const { offerId, plan } = await offers.confirm(run, { ...requestOf(asked), totalCents }, by);
    return { offer: offerId, plan: planShown(plan) };
  });
  serve(app, api.listOffers, async ({ params: { run } }) => ({ offers: offers.list(run).map(shown) }));
  serve(app, api.raiseOffer, async ({ params: { run, offer }, body: { places }, by }) =>
    shown(await offers.raise(run, offer, places, by)),
  );
  serve(app, api.withdrawOffer, async ({ params: { run, offer }, body: { note }, by }) =>
    shown(await offers.withdraw(run, offer, note, by)),
  );
  serve(app, api.payRun, async ({ params: { run } }) => {
    const { paidCents: paid_cents, needsPerson: needs_person, ...sums } = await offers.payNow(run);
    return { ...sums, paid_cents, needs_person };
  });
  serve(app, budgetApi.listBudgets, async () => ({ budgets: offers.budgets().map(budgetShown) }));
  serve(app, budgetApi.setBudget, async ({ body: { cap_cents: capCents, ...budget }, by }) => {
    const all = await offers.setBudget({ ...budget, capCents }, by);
    return { budgets: all.map(budgetShown) };
  });
}

type Asked = {
  requester: string;
  places?: number;
  pay_after_seconds?: number | null;
  options?: Record<string, unknown>;
};

const requestOf = ({ pay_after_seconds: payAfterSeconds, requester, places, options }: Asked) => ({
  requester,
  ...(places === undefined ? {} : { places }),
  ...(payAfterSeconds === undefined ? {} : { payAfterSeconds }),
  ...(options === undefined ? {} : { options }),
});

const planShown = ({
  payCents,
  feeCents,
  totalCents,
  availableCents,
  isSimulated,
  options: _,
  ...plan
}: OfferPlan) => ({
  ...plan,
  ...{ pay_cents: payCents, fee_cents: feeCents, total_cents: totalCents, available_cents: availableCents },
  simulated: isSimulated,
});

const shown = ({
  byStatus,
  payCents,
  totalCents,
  link = '',
  problem = '',
  state,
  ...offer
}: OfferView): api.OfferShown => ({
  ...offer,
  state: state as api.OfferShown['state'],
  ...{ places_by_status: byStatus, pay_cents: payCents, total_cents: totalCents },
  ...{ link: link || null, problem: problem || null },
});

const budgetShown = ({ capCents, committedCents, ...budget }: BudgetView): budgetApi.Budget => ({
  ...budget,
  ...{ cap_cents: capCents, committed_cents: committedCents, left_cents: Math.max(0, capCents - committedCents) },
});
