import { Refusal } from '../../../actors/refusal.ts';
import type { ProviderShown, Requester } from '../../../api/requesters.ts';
import { maxRequesterNameChars } from '../../../api/requesters.ts';
import type { Credentials, Provider } from '../../../runtime/ports/provider.ts';
import type { ProviderAccount } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { openRequesterRows, type RequesterRow } from './requester-rows.ts';

/** How many accounts there can be. */
const maxRequesters = 50;
const nameShape = new RegExp(`^(?=.{1,${maxRequesterNameChars}}$)\\w([\\w.@+-]*\\w)?$`);

type Settings = {
  file: string;
  keptFolder: string;
  providers: readonly Provider[];
  now: () => number;
  notify: (sentence: string) => void;
};

/** What is registered: at which provider, under which name (that of the provider without one), and what signs it in. */
type Registration = { provider: string; name?: string; credentials: Credentials };

/** A requester as it is now, and what its account can spend. */
type Checked = { requester: Requester; available_cents: number | null };

/** The accounts at providers. */
export type Requesters = ReturnType<typeof openRequesters>;

/** Opens the accounts at providers. A key is used only after the provider knew it, and never leaves but to the provider. */
export function openRequesters({ file, keptFolder, providers, now, notify }: Settings) {
  const rows = openRequesterRows({ file, keptFolder, notify });
  const time = () => new Date(now()).toISOString();

  function rowOf(name: string): RequesterRow {
    const row = rows.one(name);
    if (!row) throw refuse('requester/unknown', { name: name.slice(0, maxRequesterNameChars) });
    return row;
  }

  async function accountOf(row: RequesterRow): Promise<ProviderAccount> {
    const account = await providerNamed(providers, row.provider).account(row.credentials);
    if (account.id !== row.account)
      throw refuse('requester/other-account', { name: row.name, before: row.account_name, now: account.name });
    return account;
  }

  return {
    notes: rows.notes,
    providers: (): ProviderShown[] => providers.filter(hasAccounts).map(providerShown),
    list: (): Requester[] => rows.all().map(shown),
    one: (name: string): Requester => shown(rowOf(name)),
    /** The provider of a requester, and what signs it in. */
    signedIn(name: string): { provider: Provider; credentials: Credentials } {
      const { provider, credentials } = rowOf(name);
      return { provider: providerNamed(providers, provider), credentials };
    },

    async register(
      { provider: of, name: wanted, credentials: given }: Registration,
      by: string,
    ): Promise<Checked & { outcome: 'registered' | 'rotated' | 'unchanged' }> {
      const provider = providerNamed(providers, of);
      const name = wanted ?? provider.name;
      if (!nameShape.test(name)) throw refuse('requester/bad-name', { most: maxRequesterNameChars });
      const credentials = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
      requireKeys(provider, credentials);
      requireFree(rows.one(name), provider);
      const account = await provider.account(credentials);
      // Read again: somebody else may have registered it while the provider was asked.
      const before = rows.one(name);
      requireFree(before, provider);
      if (before && before.account !== account.id)
        throw refuse('requester/other-account', { name, before: before.account_name, now: account.name });
      if (!before && rows.all().length >= maxRequesters) throw refuse('requester/too-many', { most: maxRequesters });
      const row = rowAfter(before, { name, provider, account, credentials, by, at: time() });
      rows.put(row);
      const isSame = before !== undefined && isSameKeys(before.credentials, credentials);
      const outcome = !before ? 'registered' : isSame ? 'unchanged' : 'rotated';
      return { requester: shown(row), available_cents: account.availableCents, outcome };
    },

    async check(name: string): Promise<Checked> {
      const row = rowOf(name);
      const note = (changed: Partial<RequesterRow>) => {
        // It may have been removed, or given another key, while the provider was asked.
        const present = rows.one(name);
        if (!present || !isSameKeys(present.credentials, row.credentials)) return row;
        const noted = { ...present, ...changed, checked_at: time() };
        rows.put(noted);
        return noted;
      };
      try {
        const account = await accountOf(row);
        const noted = note({ ...known(account), problem: null });
        return { requester: shown(noted), available_cents: account.availableCents };
      } catch (error) {
        if (error instanceof Refusal) note({ problem: error.message });
        throw error;
      }
    },

    remove(name: string): void {
      rows.remove(rowOf(name).name);
    },
    close: rows.close,
  };
}

const shown = ({ credentials: _, ...row }: RequesterRow): Requester => row;

const known = ({ id, name, currency }: ProviderAccount) => ({ account: id, account_name: name, currency });

type Registered = Required<Pick<Registration, 'name' | 'credentials'>> & {
  provider: Provider;
  account: ProviderAccount;
  by: string;
  at: string;
};

/** The row of an account that its provider knows, where there was this one of the name before. */
function rowAfter(before: RequesterRow | undefined, { name, provider, account, credentials, by, at }: Registered) {
  const isRotated = before !== undefined && !isSameKeys(before.credentials, credentials);
  const { registered_at, registered_by, rotated_at } = before ?? {
    ...{ registered_at: at, registered_by: by, rotated_at: null },
  };
  return {
    ...{ name: before?.name ?? name, provider: provider.name, ...known(account), url: credentials.url ?? null },
    ...{ registered_at, registered_by, rotated_at: isRotated ? at : rotated_at },
    ...{ checked_at: at, problem: null, credentials },
  };
}

const hasAccounts = ({ credentials }: Provider) => credentials.length > 0;

function providerNamed(providers: readonly Provider[], name: string): Provider {
  const others = providers.filter(hasAccounts).map((one) => one.name);
  const found = providers.find((one) => one.name === name);
  if (!found) throw refuse('provider/unknown', { provider: name.slice(0, maxRequesterNameChars), others });
  if (!hasAccounts(found)) throw refuse('provider/no-account', { provider: found.title, others });
  return found;
}

const providerShown = ({ name, title, credentials }: Provider): ProviderShown => ({
  name,
  title,
  keys: credentials.map(({ name, says, isSecret, isOptional = false, variable = null }) => ({
    ...{ name, says, secret: isSecret, optional: isOptional, variable },
  })),
});

function requireKeys({ title, credentials: keys }: Provider, given: Credentials): void {
  const known = keys.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw refuse('provider/unknown-keys', { provider: title, keys: unknown, known });
  const missing = keys.filter(({ name, isOptional }) => !isOptional && !given[name]).map(({ name }) => name);
  if (missing.length > 0) throw refuse('provider/missing-keys', { provider: title, keys: missing });
  // A key goes into a header, which takes no such signs: it was copied with something else.
  const hasOtherSigns = keys.some(({ name, isSecret, isOptional }) => {
    return (isSecret || !isOptional) && !/^[!-~]*$/.test(given[name] ?? '');
  });
  if (hasOtherSigns) throw refuse('provider/wrong-key', { provider: title });
}

function requireFree(before: RequesterRow | undefined, provider: Provider): void {
  if (before && before.provider !== provider.name)
    throw refuse('requester/name-taken', { name: before.name, provider: before.provider });
}

const isSameKeys = (one: Credentials, other: Credentials): boolean =>
  Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((key) => one[key] === other[key]);
