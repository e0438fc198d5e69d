/** An account at a provider, as the provider describes it; amounts in hundredths of its currency. */
export type ProviderAccount = {
  id: string;
  name: string;
  currency: string;
  /** What can be spent now; null where the provider does not say. */
  availableCents: number | null;
};

/** What an offer of a run may say for one provider beside what every offer says. */
export type OfferOptions = Readonly<Record<string, unknown>>;

/** A requirement that workers meet, as a run asks for it: the name of a qualification and how its value is compared. */
export type OfferRequirement = { name: string; comparator: string; value?: number | readonly number[] };

/** What a run asks of a provider: places for so many workers, each for one piece of work. */
export type OfferTerms = {
  /** Ours, at most 40 letters, digits and hyphens. The provider keeps it with the offer, so that an offer which may be there already is looked for before it is made. */
  id: string;
  title: string;
  description: string;
  tags: readonly string[];
  /** The https address where workers begin; the provider adds who they are. */
  address: string;
  places: number;
  payCents: number;
  currency: string;
  /** The time for one piece of work. */
  secondsPerPlace: number;
  /** The codes with which workers come back: unguessable, one for each outcome. */
  codes: Readonly<Record<CompletionOutcome, string>>;
  requirements: readonly OfferRequirement[];
  options: OfferOptions;
};

/** With what a worker goes back to the provider. */
export type CompletionOutcome = 'completed' | 'screened_out' | 'no_work';

/** What all places of an offer cost, in hundredths of the currency. */
export type OfferCost = {
  payCents: number;
  /** The provider's fee, with taxes on it. */
  feeCents: number;
  totalCents: number;
  /** The fee on a bonus, as a share of it: 0.2 for a fifth. */
  bonusFeeShare: number;
};

/** An offer as the provider has it: ids of its own, which it gave. */
export type PublishedOffer = OfferTerms & {
  /** The provider's id: of a study, or of a type of HITs. */
  external: string;
  /** Where people see it at the provider. */
  link?: string;
};

/** Where an offer stands at the provider; `gone` if somebody deleted it there. */
export type OfferStatus = 'not_published' | 'published' | 'paused' | 'ended' | 'gone';

/** Where a worker's place stands at the provider. */
export type SubmissionStatus =
  | 'active'
  | 'submitted'
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'timed_out'
  | 'screened_out';

/** A worker's place at the provider, as it was read. */
export type SubmissionReport = {
  /** The provider's id of it. */
  submission: string;
  worker: string;
  status: SubmissionStatus;
  /** When it came to this status by the provider's clock, ISO 8601; none where the provider does not say. */
  at?: string;
  /** The code with which its worker came back. */
  code?: string;
  /** What its worker answered at the provider, where answers go there, too. */
  answer?: unknown;
  /** When the provider approves it by itself, ISO 8601. */
  approvesAt?: string;
  /** Its bonuses at the provider, in cents. */
  bonusesCents?: readonly number[];
};

/** One payment to a worker for one submission: its pay, or a bonus. */
export type ProviderPayment = {
  /** Ours, at most 64 letters, digits and hyphens; the same for ever, so that a provider which knows such keys refuses to pay it twice. */
  id: string;
  kind: 'pay' | 'bonus';
  submission: string;
  worker: string;
  cents: number;
  /** What the worker reads. */
  reason: string;
};

/** What the provider gave when payments were prepared; both texts are its own business. */
export type Prepared = {
  /** What is paid by the call that follows, such as a list that the provider has drawn up; empty where there is none. */
  reference: string;
  /** What has to be known of each payment to find it afterwards, by its id. */
  notes?: Readonly<Record<string, string>>;
};

/** What became of a payment that was sent: `underway` if the provider took it and carries it out later, `unknown` if nobody can say. */
export type PaymentOutcome =
  | { id: string; outcome: 'paid' | 'underway' }
  | { id: string; outcome: 'refused' | 'unknown'; reason: string };

/** A payment that was sent, and is looked for. */
export type SentPayment = ProviderPayment & {
  reference: string;
  note?: string;
  /** ISO 8601. */
  sentAt: string;
};

/** What the provider's books say of a payment: `absent` if it was certainly not made, so that it may be sent again. */
export type Finding = 'paid' | 'absent' | 'unknown';

/** A change of who holds a qualification; null takes it away. */
export type QualificationChange = { worker: string; value: number | null };

/** What happened at the provider, as its webhook says; what it is about is read anew, since the message is only a hint. */
export type ProviderEvent = { id: string; at: string; offer?: string; submission?: string };

/** An account at a provider, signed in. Reads are repeated when they fail on the way; changes are made once. */
export type OpenAccount = {
  account(): Promise<ProviderAccount>;

  /** What an offer would cost; nothing is made. */
  cost(terms: OfferTerms): Promise<OfferCost>;
  /** Puts an offer before workers. Looks for it by its id first, so that after a failure it is finished and not made twice. */
  publish(terms: OfferTerms, onProgress?: (places: number) => void): Promise<PublishedOffer>;
  status(offer: PublishedOffer): Promise<OfferStatus>;
  /** Raises the places of an offer to so many; one that has as many, or more, stays as it is. */
  raisePlaces(offer: PublishedOffer, places: number): Promise<void>;
  /** Nobody new sees it; who has a place may finish. */
  pause(offer: PublishedOffer): Promise<void>;
  resume(offer: PublishedOffer): Promise<void>;
  /** Ends it; who has a place may finish. Does nothing where it has ended. */
  withdraw(offer: PublishedOffer): Promise<void>;
  /** Makes away with what an offer needed and nobody needs after it, such as groups of participants. */
  cleanUp(offer: PublishedOffer): Promise<void>;
  /** Offers of this account that are open and that Manyhands made, by the ids that it gave them. */
  openOffers(): Promise<{ id: string; external: string; places: number }[]>;

  /** All submissions of an offer, or those that changed since a time; read in bulk. */
  submissions(offer: PublishedOffer, since?: string): AsyncIterable<readonly SubmissionReport[]>;
  /** Those of these ids; of an id that is not there, or not of this offer, nothing. */
  submissionsOf(offer: PublishedOffer, submissions: readonly string[]): Promise<readonly SubmissionReport[]>;
  /** Rejects a submission, with a sentence for its worker. One that is rejected stays so. */
  reject(offer: PublishedOffer, submission: string, sentence: string): Promise<void>;
  /** Asks a worker to give their place back, with the reason. */
  askToReturn(offer: PublishedOffer, submission: string, reason: string): Promise<void>;

  /** How many payments of a kind go out together at most. */
  maxTogether: Readonly<Record<ProviderPayment['kind'], number>>;
  /** Prepares payments of one kind. No money moves: what was prepared and never sent costs nothing. */
  prepare(offer: PublishedOffer, payments: readonly ProviderPayment[]): Promise<Prepared>;
  /** Sends payments of one kind, once. Never throws after the request went out: who cannot say says `unknown`. */
  send(
    offer: PublishedOffer,
    payments: readonly ProviderPayment[],
    prepared: Prepared,
  ): Promise<readonly PaymentOutcome[]>;
  /** Looks for payments in the provider's books; `now` is ISO 8601. */
  find(offer: PublishedOffer, payments: readonly SentPayment[], now: string): Promise<ReadonlyMap<string, Finding>>;

  /** Writes to a worker who took part. */
  message(offer: PublishedOffer, worker: string, text: string): Promise<void>;
  block(worker: string, reason: string): Promise<void>;
  unblock(worker: string, reason: string): Promise<void>;
  /** Makes a qualification at the provider what it is here, for offers that ask for it; what has another value already is overwritten. */
  mirror(qualification: string, changes: readonly QualificationChange[]): Promise<void>;

  /** Has the provider tell of changes at an https address of ours; resolves to what proves that a message is its own. */
  subscribe?(address: string): Promise<string>;
  /** What a message of the provider says, given its bytes and headers and what `subscribe` gave; undefined if it is forged or too old. */
  eventOf?(
    message: { body: Uint8Array; headers: Readonly<Record<string, string | undefined>> },
    proof: string,
    now: string,
  ): ProviderEvent | undefined;

  close(): void;
};
