import type { Resting } from './actor.ts';

type Told = { type: string };

type ActorKind<State, Memory> = {
  initial: State;
  step(resting: Resting<Memory>, fact: Told): Resting<Memory>;
  wake(resting: Resting<Memory>): State;
  rest(state: State): Resting<Memory>;
  expects: ReadonlySet<string>;
};

/** All actors of one kind in a run, each at rest between its facts. */
export function populationOf<State, Memory>(kind: ActorKind<State, Memory>) {
  const resting = new Map<string, Resting<Memory>>();
  const unborn = kind.rest(kind.initial);

  return {
    get(id: string): State | undefined {
      const found = resting.get(id);
      return found && kind.wake(found);
    },
    /** Tells the actor a fact if its chart has a place for facts of this type; `born` is its state if it is new here. */
    tell(id: string, fact: Told, born: Resting<Memory> = unborn): void {
      if (kind.expects.has(fact.type)) resting.set(id, kind.step(resting.get(id) ?? born, fact));
    },
    entries: (): IterableIterator<[string, Resting<Memory>]> => resting.entries(),
  };
}
