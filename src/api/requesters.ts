import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** The longest name of a requester, and the longest value of a credential, in characters. */
export const maxRequesterNameChars = 60;
const maxCredentialChars = 500;

const time = z.iso.datetime();

/** One key of what signs an account in. */
const CredentialKey = z.object({
  name: z.string(),
  says: z.string(),
  /** Whether it is never shown, and typed without being seen. */
  secret: z.boolean(),
  optional: z.boolean(),
  /** The environment variable that the command line takes where the key is not given. */
  variable: z.string().nullable(),
});

/** A provider with accounts: a service through which workers are found and paid. */
export const ProviderShown = z.object({ name: z.string(), title: z.string(), keys: z.array(CredentialKey) });
export type ProviderShown = z.infer<typeof ProviderShown>;

/** An account at a provider; without what signs it in, which is never shown. */
export const Requester = z.object({
  name: z.string(),
  provider: z.string(),
  /** The id and the name of the account at the provider. */
  account: z.string(),
  account_name: z.string(),
  currency: z.string(),
  /** The address of its API, where that is not the provider's own: as of a simulated one. */
  url: z.string().nullable(),
  registered_at: time,
  registered_by: z.string(),
  /** When the key last became another one; null while it is the first. */
  rotated_at: time.nullable(),
  checked_at: time,
  /** Why the last check failed; null when it did not. */
  problem: z.string().nullable(),
});
export type Requester = z.infer<typeof Requester>;

const params = z.object({ requester: z.string() });

/** A requester as it is now, and what its account can spend, in hundredths of its currency; null where the provider does not say. */
const Checked = z.object({ requester: Requester, available_cents: z.int().nullable() });

export const listProviders = endpoint({
  name: 'listProviders',
  method: 'GET',
  path: '/api/providers',
  summary: 'The providers with accounts, and what signs an account in at each.',
  role: 'owner',
  reply: z.object({ providers: z.array(ProviderShown) }),
});

export const listRequesters = endpoint({
  name: 'listRequesters',
  method: 'GET',
  path: '/api/requesters',
  summary: 'The accounts at providers, by name; never with their keys.',
  role: 'owner',
  reply: z.object({ requesters: z.array(Requester) }),
});

export const registerRequester = endpoint({
  name: 'registerRequester',
  method: 'POST',
  path: '/api/requesters',
  summary: 'Registers an account at a provider once the provider knows its key, or gives a registered one another key.',
  role: 'owner',
  body: z.strictObject({
    provider: z.string().max(maxRequesterNameChars),
    name: z.string().trim().max(maxRequesterNameChars).optional(),
    credentials: z.record(z.string().max(maxRequesterNameChars), z.string().trim().max(maxCredentialChars)),
  }),
  reply: Checked.extend({ outcome: z.enum(['registered', 'rotated', 'unchanged']) }),
});

export const checkRequester = endpoint({
  name: 'checkRequester',
  method: 'POST',
  path: '/api/requesters/:requester/check',
  summary: 'Asks the provider whether it still knows the key, and what the account can spend.',
  role: 'owner',
  params,
  reply: Checked,
});

export const removeRequester = endpoint({
  name: 'removeRequester',
  method: 'DELETE',
  path: '/api/requesters/:requester',
  summary: 'Removes an account and its key from here; at the provider it stays as it is.',
  role: 'owner',
  params,
  reply: z.object({ removed: z.boolean() }),
});
