import type { Provider } from './provider.ts';
import type { OpenAccount } from './provider-account.ts';

/** The accounts that are registered here, by their names, and the providers that there are. */
export type Accounts = {
  /** The provider of this name; throws `provider/unknown`. */
  provider(name: string): Provider;
  providers: readonly Provider[];
  /** Signs a requester in, once for as long as its key is the same; throws `requester/unknown`. */
  open(requester: string): Promise<{
    provider: Provider;
    account: OpenAccount;
    /** Whether its provider is simulated on this machine, so that nobody is paid. */
    isSimulated: boolean;
  }>;
};
