import type { Credentials, Provider } from '../../../runtime/ports/provider.ts';
import { providerAddress } from '../provider-address.ts';
import { openAccount, readAccount } from './account.ts';
import { type ApiSettings, openProlificApi } from './api.ts';
import { optionsOf } from './options.ts';
import { completionOf, visitorOf } from './visitor.ts';

const credentials = [
  {
    name: 'api_key',
    says: 'a token of your account, from Settings, Go to API token page',
    isSecret: true,
    variable: 'PROLIFIC_API_KEY',
  },
  {
    name: 'url',
    says: 'another address of the API, such as that of a simulated Prolific',
    isSecret: false,
    isOptional: true,
    variable: 'PROLIFIC_BASE_URL',
  },
] as const;

/** The API of an account; refuses an address that cannot be one. */
const apiOf = ({ api_key = '', url }: Credentials, settings: Omit<ApiSettings, 'token' | 'url'>) =>
  openProlificApi({ token: api_key, ...(url ? { url: providerAddress(url, 'url') } : {}), ...settings });

/** Prolific (https://www.prolific.com): studies with places, for participants whom it pays. */
export const openProlific = (settings: Omit<ApiSettings, 'token' | 'url'> = {}): Provider => ({
  name: 'prolific',
  title: 'Prolific',
  credentials,
  account: (given) => readAccount(apiOf(given, settings)),
  options: optionsOf,
  visitor: visitorOf,
  completion: completionOf,
  open: async (given) => openAccount(apiOf(given, settings), settings),
});
