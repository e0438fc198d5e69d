import type { Accounts } from '../../../runtime/ports/accounts.ts';
import type { Credentials, Provider } from '../../../runtime/ports/provider.ts';
import type { OpenAccount } from '../../../runtime/ports/provider-account.ts';
import { isLoopback } from '../../addresses.ts';
import { refuse } from '../refusals.ts';
import type { Requesters } from './requesters.ts';

type Settings = { requesters: Pick<Requesters, 'signedIn'>; providers: readonly Provider[] };
type Signed = { credentials: Credentials; account: OpenAccount };

/** The accounts of requesters, each signed in once for as long as its key is the same. */
export function openAccounts({ requesters, providers }: Settings): Accounts & { close(): void } {
  const signedIn = new Map<string, Signed>();
  return {
    providers,
    provider(name) {
      const found = providers.find((one) => one.name === name);
      if (!found) throw refuse('provider/unknown', { provider: name, others: providers.map((one) => one.name) });
      return found;
    },
    async open(requester) {
      const { provider, credentials } = requesters.signedIn(requester);
      if (!provider.open) throw refuse('provider/no-offers', { provider: provider.title });
      const isSimulated = credentials.url !== undefined && isLoopback(new URL(credentials.url).hostname);
      const known = signedIn.get(requester);
      if (known && isSame(known.credentials, credentials)) return { provider, account: known.account, isSimulated };
      known?.account.close();
      const account = await provider.open(credentials);
      signedIn.set(requester, { credentials, account });
      return { provider, account, isSimulated };
    },
    close() {
      for (const { account } of signedIn.values()) account.close();
    },
  };
}

const isSame = (one: Credentials, other: Credentials): boolean => JSON.stringify(one) === JSON.stringify(other);
