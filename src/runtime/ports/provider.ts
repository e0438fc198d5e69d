import type {
  CompletionOutcome,
  OfferOptions,
  OpenAccount,
  ProviderAccount,
  PublishedOffer,
} from './provider-account.ts';

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

/** Who opened a page, by what the provider has put into their link. */
export type Visitor = {
  worker: string;
  /** The provider's id of the place that they took; none while they only look. */
  submission?: string;
  /** The provider's id of the offer that they come from. */
  offer?: string;
};

/** Where a worker's page hands their work in, by a form: fixed fields, and the names of those for the code and for the answer as JSON. */
export type HandIn = {
  address: string;
  fields: Readonly<Record<string, string>>;
  codeField: string;
  answerField: string;
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
  /** Checks what an offer says for this provider, and fills in what it leaves out; throws `provider/bad-options`, which names every fault. */
  options?(given: OfferOptions): OfferOptions;
  /** Who a visitor is by the parameters of their link; undefined for one whom this provider did not send. */
  visitor?(query: Readonly<Record<string, unknown>>): Visitor | undefined;
  /** Whether somebody looks at an offer without having taken a place in it. */
  isPreview?(query: Readonly<Record<string, unknown>>): boolean;
  /** Where the page of a visitor hands the work in, for providers that wait for a form; undefined where the link names no address of the provider. */
  handIn?(query: Readonly<Record<string, unknown>>): HandIn | undefined;
  /** Origins of the provider's pages that show workers' pages in a frame. */
  embeddedBy?: readonly string[];
  /** How a worker goes back: a code, an address, or both. Nothing is asked of the provider, so that nobody is stranded while it is down. */
  completion?(offer: PublishedOffer, outcome: CompletionOutcome): { code?: string; address?: string };
  /** Signs an account in; nothing is asked of the provider yet. */
  open?(credentials: Credentials): Promise<OpenAccount>;
};
