import type { Resting } from './actor.ts';

type AnyFact = { type: string };

type ActorKind<State, Context> = {
  initial: State;
  step(resting: Resting<Context>, fact: AnyFact): Resting<Context>;
  wake(resting: Resting<Context>): State;
  rest(state: State): Resting<Context>;
  expects: ReadonlySet<string>;
};

/** All actors of one kind in a run, each at rest between its facts. */
export function actorStatesOf<State, Context>(kind: ActorKind<State, Context>) {
  const resting = new Map<string, Resting<Context>>();
  const unstarted = kind.rest(kind.initial);
  const tally = new Map<string, number>();
  const count = (state: string, by: number) => tally.set(state, (tally.get(state) ?? 0) + by);

  return {
    has: (id: string): boolean => resting.has(id),
    get(id: string): State | undefined {
      const found = resting.get(id);
      return found && kind.wake(found);
    },
    /** Applies a fact unless its type is named nowhere in the actor's machine; `initial` is the state of an actor that is new here. */
    apply(id: string, fact: AnyFact, initial: Resting<Context> = unstarted): void {
      if (!kind.expects.has(fact.type)) return;
      const before = resting.get(id);
      const after = kind.step(before ?? initial, fact);
      resting.set(id, after);
      if (before?.state === after.state) return;
      if (before) count(before.state, -1);
      count(after.state, 1);
    },
    /** Forgets an actor of which nothing is asked any more. */
    forget(id: string): void {
      const before = resting.get(id);
      if (before && resting.delete(id)) count(before.state, -1);
    },
    /** How many are in each state, of those that have had a fact. */
    tally: (): ReadonlyMap<string, number> => tally,
    entries: (): IterableIterator<[string, Resting<Context>]> => resting.entries(),
  };
}
