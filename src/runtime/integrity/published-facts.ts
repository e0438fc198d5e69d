/** The fact of a message: its id, and its position in the log. */
export type FactPosition = { id: string; sequence: number; place: number };

/** A fact in the stream: its message's number, its position, and its body. */
export type PublishedFact = FactPosition & { number: number; run: string; body: string };

/** The state of the stream of facts; `last` is its newest fact. */
export type FactsState = { messages: number; isUnbroken: boolean; last?: PublishedFact };

/** The stream of facts, for readers. */
export type PublishedFacts = FactsState & {
  /** The fact in the message of this number, if it can be read. */
  at(number: number): Promise<PublishedFact | undefined>;
  /** The facts from a log position on, in order. */
  from(position: number): AsyncIterable<PublishedFact>;
  /** Deletes the whole stream, so that it is published again from the log. */
  remove(): Promise<void>;
};
