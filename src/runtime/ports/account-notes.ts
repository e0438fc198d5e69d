/** How a provider tells of changes: at which address of ours, what proves that a message is its own, and since when (ISO 8601). */
export type Subscription = { address: string; proof: string; at: string };

/** What a provider was told of a worker; null for what was taken back. */
export type Told = { worker: string; value: number | null };

/** What is kept of accounts beside their keys, in the same file: never in facts, logs, replies or exports. */
export type AccountNotes = {
  subscription(requester: string): Subscription | undefined;
  keepSubscription(requester: string, subscription: Subscription): void;
  /** The values that the provider was told under a subject, such as a qualification, by the ids of workers. */
  told(requester: string, subject: string): ReadonlyMap<string, number>;
  noteTold(requester: string, subject: string, changes: readonly Told[]): void;
};
