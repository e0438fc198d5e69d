import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate';

/** A fact reached an actor whose state has no place for it: a bug in `decide`, or a history this code cannot read. */
export class UnexpectedFact extends Error {
  override readonly name = 'UnexpectedFact';
}

/** An actor at rest: what its snapshot comes down to, small enough to keep a million of them. */
export type Resting<Context> = { readonly state: string; readonly context: Context };

/** A fact of any type. */
type AnyFact = { type: string };
type Assigner = (args: { context: object; event: AnyFact }) => object;
type Step = { state: string; assigners: Assigner[] };

/**
 * A machine seen as a fold over facts; the only file that takes XState's steps.
 *
 * XState's `transition()` builds a whole actor each time (20 µs). A machine of flat states with unguarded transitions and
 * assignments always goes from one state by one type of fact to one other, so each such step is learned from XState once
 * and then repeated (under 1 µs). `actor.test.ts` holds both ways to the same outcome for every machine.
 */
export function actorOf<Machine extends AnyStateMachine>(machine: Machine) {
  type State = SnapshotFrom<Machine>;
  type Context = ContextFrom<Machine>;

  const initial = initialTransition(machine as AnyStateMachine)[0] as State;
  const blank = (initial as AnyMachineSnapshot).context;
  const snapshots = new Map<string, AnyMachineSnapshot>();
  const steps = new Map<string, Step>();

  function snapshotIn(state: string): AnyMachineSnapshot {
    let snapshot = snapshots.get(state);
    if (!snapshot) {
      snapshot = (machine as AnyStateMachine).resolveState({ value: state, context: blank });
      snapshots.set(state, snapshot);
    }
    return snapshot;
  }

  function learn(state: string, fact: AnyFact): Step {
    const snapshot = snapshotIn(state);
    if (snapshot.status !== 'active' || !snapshot.can(fact)) {
      throw new UnexpectedFact(`${machine.id} in "${state}" does not expect ${fact.type}`);
    }
    const [taken, ...more] = machine.getTransitionData(snapshot as never, fact as never);
    if (!taken || more.length || taken.guard)
      throw new Error(`${machine.id}: only single, unguarded transitions can be learned.`);
    const [next] = transition(machine as AnyStateMachine, snapshot, fact);
    return { state: next.value as string, assigners: taken.actions.flatMap((action) => assignersOf(machine, action)) };
  }

  /** The same actor, one fact later; throws `UnexpectedFact`. */
  function step(resting: Resting<Context>, fact: AnyFact): Resting<Context> {
    const key = `${resting.state} ${fact.type}`;
    let known = steps.get(key);
    if (!known) {
      known = learn(resting.state, fact);
      steps.set(key, known);
    }
    let { context } = resting;
    for (const assigner of known.assigners) {
      context = Object.assign({}, context, assigner({ context: context as object, event: fact }));
    }
    return { state: known.state, context };
  }

  /** A resting actor as a full state again: the snapshot of its state, seen with its own context. */
  function wake({ state, context }: Resting<Context>): State {
    const woken = Object.create(snapshotIn(state));
    woken.context = context;
    return woken;
  }

  function rest(state: State): Resting<Context> {
    const { value, context } = state as AnyMachineSnapshot;
    return { state: value as string, context };
  }

  const evolve = (state: State, fact: AnyFact): State => wake(step(rest(state), fact));

  function fold(facts: Iterable<AnyFact>): State {
    let resting = rest(initial);
    for (const fact of facts) resting = step(resting, fact);
    return wake(resting);
  }

  /** The types of facts that some state of this machine has a place for. */
  const expects: ReadonlySet<string> = new Set(machine.events as string[]);

  return { machine, initial, step, evolve, fold, wake, rest, expects };
}

type Assignment = Assigner | Record<string, unknown>;

/** What an action of a transition assigns; actions that only name that nothing happens assign nothing. */
function assignersOf(machine: AnyStateMachine, action: unknown): Assigner[] {
  const named = typeof action === 'object' && action ? (action as { type: string }).type : action;
  const found = (typeof named === 'string' ? machine.implementations.actions[named] : named) as {
    assignment?: Assignment;
  };
  const { assignment } = found;
  if (!assignment) return [];
  if (Object.values(assignment).some((value) => typeof value === 'function'))
    throw new Error(`${machine.id}: an assignment is a constant or one function.`);
  return [typeof assignment === 'function' ? (assignment as Assigner) : () => assignment];
}

/** What a state waits for from the world; `due` (ISO 8601) when it waits for a time. The key names the wait for ever. */
export type Todo = { do: string; key: string; due?: string };
