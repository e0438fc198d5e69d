/** What signs an account in at a provider, by key: such as `api_key`. Never in facts, logs, replies or exports. */
export type Credentials = Readonly<Record<string, string>>;

/** One key of the credentials of a provider. */
export type CredentialKey = {
  name: string;
  /** What it is, in a few words, for who fills it in. */
  says: string;
  isSecret: boolean;
  isOptional?: boolean;
  /** The environment variable that is taken when the key is not given. */
  variable?: string;
};

/** An account at a provider, as the provider describes it; amounts in hundredths of its currency. */
export type ProviderAccount = {
  id: string;
  name: string;
  currency: string;
  /** What can be spent now; null where the provider does not say. */
  availableCents: number | null;
};

/** A service through which workers are found and paid. Its words stay inside its own folder. */
export type Provider = {
  name: string;
  /** What it is called where people read it. */
  title: string;
  /** What signs an account in; none where no account is needed. */
  credentials: readonly CredentialKey[];
  /** Whose account these credentials are; refuses those that are wrong, and throws `provider/unavailable` where the provider does not reply. */
  account(credentials: Credentials): Promise<ProviderAccount>;
};
