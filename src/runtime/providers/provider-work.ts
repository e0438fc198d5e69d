import type { Offer } from '../../actors/offer.ts';
import type { Reported } from '../../actors/provider-submission.ts';
import type { Run } from '../../actors/run.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import type { Fact } from '../../events/catalog.ts';
import type { OfferId, SubmissionId, WorkerId } from '../../events/ids.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { OfferTerms, OpenAccount, PublishedOffer } from '../ports/provider-account.ts';
import type { WithinBudget } from '../within-budget.ts';

/** A run that has offers, as far as their performers need it. */
export type OfferedRun = {
  runId: string;
  state(): Run;
  /** Records a command; resolves once its facts are stored. */
  ask(command: RunCommand): Promise<{ facts: readonly Fact[] }>;
};

/** What performers of offers, reports and payments have. */
export type ProviderWork = {
  accounts: Accounts;
  withinBudget: WithinBudget;
  /** In ms since 1970. */
  now: () => number;
  workerId: (provider: string, name: string) => WorkerId;
  submissionId: (provider: string, external: string) => SubmissionId;
};

/** One offer of a run, with its account signed in. */
export type AtWork = { work: ProviderWork; run: OfferedRun; offerId: OfferId; account: OpenAccount };

/** Records what the provider says of places. That one is rejected can open another, which is within the budget or not opened. */
export function recordReports(
  { run, offerId, work }: Pick<AtWork, 'run' | 'offerId' | 'work'>,
  reports: readonly Reported[],
): Promise<unknown> {
  const { currency } = offerOf({ run, offerId }).context;
  return work.withinBudget({ run: run.state(), currency }, (budget) =>
    run.ask({ type: 'submissions.report', offerId, reports, now: timeOf(work), ...(budget ? { budget } : {}) }),
  );
}

/** Signs in the account of an offer. */
export async function atWork(work: ProviderWork, run: OfferedRun, offerId: OfferId): Promise<AtWork> {
  const { requester } = offerOf({ run, offerId }).context;
  const { account } = await work.accounts.open(requester);
  return { work, run, offerId, account };
}

/** The offer as it is now. */
export function offerOf({ run, offerId }: Pick<AtWork, 'run' | 'offerId'>): Offer {
  const offer = run.state().offers.get(offerId);
  if (!offer) throw new Error(`${run.runId} has no offer ${offerId}`);
  return offer;
}

/** The time, ISO 8601. */
export const timeOf = ({ now }: Pick<ProviderWork, 'now'>): string => new Date(now()).toISOString();

/** What a provider is told of an offer. */
export function termsOf({ context }: Offer): OfferTerms {
  const { offerId: id, title, description, tags, address, places, payCents, currency } = context;
  const { secondsPerPlace, codes, requirements, options } = context;
  return {
    ...{ id, title, description, tags, address, places, payCents, currency },
    ...{ secondsPerPlace, codes, requirements, options },
  };
}

/** An offer as the provider has it; undefined before it was published. */
export function publishedOf(offer: Offer): PublishedOffer | undefined {
  const { external, link } = offer.context;
  return external === undefined ? undefined : { ...termsOf(offer), external, ...(link ? { link } : {}) };
}
