/** Which fact a message is: its id, and its place in the log. */
export type FactsPlace = { id: string; sequence: number; place: number };

/** A fact as it stands in the stream: its message's number, which fact it is, and what it says. */
export type PublishedFact = FactsPlace & { number: number; run: string; body: string };

/** What the stream of facts says of itself; `last` is its newest fact. */
export type FactsState = { messages: number; isUnbroken: boolean; last?: PublishedFact };

/** The stream of facts as somebody looks at it who does not write it. */
export type PublishedFacts = FactsState & {
  /** The fact that is the message of this number, if it can be read. */
  at(number: number): Promise<PublishedFact | undefined>;
  /** The facts from a position of the log on, in order. */
  from(position: number): AsyncIterable<PublishedFact>;
  /** Takes the whole stream away, so that it is made anew from the log. */
  remove(): Promise<void>;
};
