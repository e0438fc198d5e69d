import { z } from 'zod';
import type { Credentials, Provider } from '../../../runtime/ports/provider.ts';
import { providerAddress } from '../provider-address.ts';
import { type ApiSettings, openProlificApi } from './api.ts';

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

const Me = z.object({
  id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
  currency_code: z.string(),
  available_balance: z.int().nullish(),
});

/** The API of an account; refuses an address that cannot be one. */
const apiOf = ({ api_key = '', url }: Credentials, settings: Omit<ApiSettings, 'token' | 'url'>) =>
  openProlificApi({ token: api_key, ...(url ? { url: providerAddress(url, 'url') } : {}), ...settings });

/** Prolific (https://www.prolific.com): studies with places, for participants whom it pays. */
export const openProlific = (settings: Omit<ApiSettings, 'token' | 'url'> = {}): Provider => ({
  name: 'prolific',
  title: 'Prolific',
  credentials,
  async account(given) {
    const { id, email, name, currency_code, available_balance } = await apiOf(given, settings).get('users/me/', Me);
    return {
      id,
      name: name?.trim() || email || id,
      currency: currency_code,
      availableCents: available_balance ?? null,
    };
  },
});
