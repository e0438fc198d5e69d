import type { AnyNewFact, Fact } from '../events/catalog.ts';

/** What a mailbox decides about: a state that changes only through `evolve`, and the rules for it. */
export type Decider<State, Command> = {
  create: () => State;
  evolve: (state: State, fact: Fact) => void;
  decide: (command: Command, state: State) => readonly AnyNewFact[];
  /** Facts that the new state calls for in the same commit, such as completions. */
  react: (state: State) => readonly AnyNewFact[];
};
