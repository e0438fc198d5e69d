import type { Accounts } from '../ports/accounts.ts';
import type { OpenAccount, PublishedOffer } from '../ports/provider-account.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';

/** An offer that a provider has open with an id that was given here, and that no run here knows. */
export type Orphan = { offer: string; external: string; places: number };

type Settings = { accounts: Accounts; runtime: Pick<Runtime, 'runs' | 'quarantined'> };

/** Finds offers that nobody looks after, and withdraws those that a person names. */
export type Orphans = ReturnType<typeof openOrphans>;

/** Opens it. */
export function openOrphans({ accounts, runtime }: Settings) {
  async function found(account: OpenAccount): Promise<Orphan[]> {
    const known = new Set(runtime.runs().flatMap(({ mailbox }) => [...mailbox.run.offers.entries()].map(([id]) => id)));
    const open = await account.openOffers();
    return open.filter(({ id }) => !known.has(id)).map(({ id: offer, ...rest }) => ({ offer, ...rest }));
  }

  return {
    async list(requester: string): Promise<Orphan[]> {
      const { account } = await accounts.open(requester);
      return found(account);
    },
    /** Withdraws those of these offers that are still orphans; resolves to them. Throws `offer/unread-runs`. */
    async withdraw(requester: string, offers: readonly string[]): Promise<Orphan[]> {
      const { account } = await accounts.open(requester);
      const [unread] = runtime.quarantined();
      if (unread) throw refuse('offer/unread-runs', { run: unread.run });
      const meant = (await found(account)).filter(({ offer }) => offers.includes(offer));
      for (const one of meant) await account.withdraw(asOffer(one));
      return meant;
    },
  };
}

/** What a provider has to know of an offer to withdraw it. */
const asOffer = ({ offer: id, external, places }: Orphan): PublishedOffer => ({
  ...{ id, external, places, title: '', description: '', tags: [], address: '', payCents: 0, currency: '' },
  ...{ secondsPerPlace: 1, requirements: [], options: {}, codes: { completed: '', screened_out: '', no_work: '' } },
});
