import type { Faults } from '../../adapters/providers/fakes/faults.ts';
import type { Provider } from '../../runtime/ports/provider.ts';
import type { Process } from './process.ts';

/** A payment in the books of a simulated provider, with all that it took for it. */
export type BookedPayment = {
  kind: 'pay' | 'bonus';
  /** Our id of the offer. */
  offer: string;
  submission: string;
  cents: number;
  feeCents: number;
  /** Which order it was made by, where the provider knows that. */
  order?: string;
};

/** What keeps the requests to a provider from being answered, until times of its clock. */
export type Outage = { downUntil: number; revokedUntil: number };

/** Who works in which place, as the provider knows it, and our id of its offer. */
export type MarketPlace = { id: string; offer: string; submission: string; worker: string };

/** A simulated provider, with what workers and its own site do there. What cannot be done now is refused with an error. */
export type Market = {
  name: string;
  requester: string;
  provider(process: Process): Provider;
  credentials: Readonly<Record<string, string>>;
  faults: Faults;
  /** Operations that faults are ordered for. */
  operations: readonly string[];
  outage: Outage;
  /** What an offer may say. */
  options(): Record<string, unknown>;
  /** Our ids of the offers that workers see, by those of the provider. */
  open(): readonly { offer: string; id: string }[];
  take(offer: string, worker?: string): MarketPlace;
  submit(place: MarketPlace, code: string | null): void;
  giveBack(place: MarketPlace): void;
  timeOut(place: MarketPlace): void;
  /** What somebody does in the provider's own site. */
  decide(submission: string, how: 'approve' | 'reject' | 'take-back'): Promise<void>;
  move(offer: string, how: 'pause' | 'start' | 'stop'): void;
  status(submission: string): string;
  deposit(cents: number): void;
  booked(): BookedPayment[];
  /** How many orders of the provider were carried out more than once, and what they were. */
  repeated(): readonly string[];
  close(): Promise<void>;
};
