import { centsOf } from '../../actors/money.ts';
import type { OfferId } from '../../events/ids.ts';
import { randomLetters } from '../ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { OfferOptions, OfferTerms } from '../ports/provider-account.ts';
import { refuse } from '../refusals/refusals.ts';
import type { WithinBudget } from '../within-budget.ts';

/** What is asked for: at which provider and through whose account, for how many places (those that the run's units need, without), and what the provider wants to know. */
export type OfferRequest = {
  requester: string;
  places?: number;
  payAfterSeconds?: number | null;
  options?: OfferOptions;
};

/** What an offer would be: to whom, how many, for how much; amounts in cents with fees. */
export type OfferPlan = {
  run: string;
  provider: string;
  title: string;
  requester: string;
  places: number;
  payCents: number;
  currency: string;
  feeCents: number;
  totalCents: number;
  /** What the account can spend; null where the provider does not say. */
  availableCents: number | null;
  address: string;
  /** Whether the provider is simulated on this machine. */
  isSimulated: boolean;
  options: OfferOptions;
};

type Settings = {
  accounts: Accounts;
  /** The address at which workers reach a run, and whether anybody but this machine does. */
  addressOf: (run: string) => { address: string; isPublic: boolean };
  /** Throws `offer/not-reached` if nothing, or something else, replies at the address. */
  requireReached: (address: string) => Promise<void>;
  withinBudget: WithinBudget;
};

type Prepared = { plan: OfferPlan; terms: OfferTerms; bonusFeeShare: number; payAfterSeconds: number | null };

/** How long after a decision its payment is sent, unless the offer says otherwise: so long it can be taken back. */
const payAfterSecondsByDefault = 600;

/** Plans offers of runs, and records those that a person confirmed. */
export type Offering = ReturnType<typeof openOffering>;

/** Opens it. */
export function openOffering({ accounts, addressOf, requireReached, withinBudget }: Settings) {
  async function prepare(run: OpenRun, request: OfferRequest): Promise<Prepared> {
    const { requester } = request;
    const config = configOf(run);
    const state = run.mailbox.run;
    requireOfferable(run, request);
    const { provider, account, isSimulated } = await accounts.open(requester);
    const options = provider.options?.(request.options ?? {}) ?? {};
    const { address, isPublic } = addressOf(run.runId);
    if (!isPublic && !isSimulated) throw refuse('offer/no-public-address', { address });
    const places = request.places ?? placesNeeded(run);
    if (places < 1) throw refuse('offer/no-places', { run: run.runId });
    const payCents = state.taskRun.context.settings.payCents ?? centsOf(config.task_reward);
    const terms: OfferTerms = {
      ...{ id: `offer-${randomLetters(16)}`, title: config.task_title, description: config.task_description },
      ...{ tags: config.task_tags, address, places, payCents, currency: config.currency },
      secondsPerPlace: state.taskRun.context.settings.assignmentDurationSeconds,
      codes: { completed: newCode(), screened_out: newCode(), no_work: newCode() },
      requirements: (state.taskRun.context.settings.requirements ?? [])
        .filter(({ providers }) => providers === undefined || providers.includes(provider.name))
        .map(({ name, comparator, value }) => ({ name, comparator, ...(value === undefined ? {} : { value }) })),
      options,
    };
    const known = await account.account();
    if (known.currency !== config.currency)
      throw refuse('offer/other-currency', { account: known.currency, run: config.currency });
    if (!isSimulated) await requireReached(address);
    const { feeCents, totalCents, bonusFeeShare } = await account.cost(terms);
    const { availableCents } = known;
    if (availableCents !== null && totalCents > availableCents)
      throw refuse('offer/too-little-money', { totalCents, availableCents, currency: config.currency });
    const plan = {
      ...{ run: run.runId, provider: provider.name, title: provider.title, requester, places, payCents },
      ...{ currency: config.currency, feeCents, totalCents, availableCents, address, isSimulated, options },
    };
    const { payAfterSeconds = payAfterSecondsByDefault } = request;
    return { plan, terms, bonusFeeShare, payAfterSeconds };
  }

  return {
    /** What an offer would be, and what it would cost; nothing is made. */
    plan: async (run: OpenRun, request: OfferRequest): Promise<OfferPlan> => (await prepare(run, request)).plan,

    /** Records an offer that a person has confirmed at this price; throws `offer/other-price` if it costs something else by now. */
    async confirm(
      run: OpenRun,
      request: OfferRequest & { totalCents: number },
      by: string,
    ): Promise<{ offerId: OfferId; plan: OfferPlan }> {
      const { plan, terms, bonusFeeShare, payAfterSeconds } = await prepare(run, request);
      const { totalCents, currency, provider, requester } = plan;
      if (totalCents !== request.totalCents)
        throw refuse('offer/other-price', { totalCents, confirmedCents: request.totalCents, currency });
      const { id, codes, tags, requirements, ...rest } = terms;
      const offerId = id as OfferId;
      const intend = {
        ...{ offerId, provider, requester, costCents: totalCents, bonusFeeShare, payAfterSeconds },
        ...{ ...rest, codes: { ...codes }, tags: [...tags], options: { ...rest.options } },
        requirements: requirements.map(({ name, comparator, value }) => ({
          ...{ name, comparator },
          ...(value === undefined ? {} : { value: typeof value === 'number' ? value : [...value] }),
        })),
      };
      await withinBudget({ run: run.mailbox.run, currency, requester }, (budget) =>
        run.mailbox.ask({ type: 'offer.intend', ...intend, ...(budget ? { budget } : {}) }, by),
      );
      return { offerId, plan };
    },
  };
}

/** In which states of an offer its account can offer the run again. */
const over: ReadonlySet<string> = new Set(['withdrawn', 'gone', 'refused']);

/** Refuses a run that gives out no work, or that already has an offer at this account. */
function requireOfferable({ runId, mailbox }: OpenRun, { requester }: OfferRequest): void {
  const { taskRun, offers } = mailbox.run;
  if (!taskRun.matches('launched') && !taskRun.matches('paused'))
    throw refuse('run/not-open', { run: runId, status: taskRun.value as string });
  for (const [id, { state, context }] of offers.entries())
    if (context.requester === requester && !over.has(state))
      throw refuse('offer/there-already', { run: runId, offer: id, requester });
}

/** How many units of a run are not given out yet, and in no other offer. */
export function placesNeeded({ mailbox }: OpenRun): number {
  const { tally, offers, submissions } = mailbox.run;
  let offered = 0;
  for (const [id, { state, context }] of offers.entries()) {
    if (state !== 'intended' && state !== 'published' && state !== 'paused') continue;
    offered += Math.max(0, context.places - (submissions.counts.get(id as OfferId)?.taken ?? 0));
  }
  return Math.max(0, tally.open - offered);
}

/** A code that nobody guesses. */
const newCode = () => randomLetters(10).toUpperCase();
