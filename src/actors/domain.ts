import type { AnyBare, Fact } from '../events/catalog.ts';

/** What a mailbox decides about: a state that changes only through `evolve`, and the rules for it. */
export type Domain<State, Command> = {
  create: () => State;
  evolve: (state: State, fact: Fact) => void;
  decide: (command: Command, state: State) => readonly AnyBare[];
  /** What the state itself calls for at once, in the same commit. */
  react: (state: State) => readonly AnyBare[];
};
