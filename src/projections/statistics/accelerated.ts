/** A map from parameters to better ones, with the height of the objective where they were; both are read right after the call. */
export type Step = (parameters: Float64Array) => { height: number; next: Float64Array };

/** What an accelerated climb came to: the parameters, the height after each accepted step, and whether it had come to rest. */
export type Climb = { parameters: Float64Array; history: number[]; steps: number; converged: boolean };

type Climbing = {
  step: Step;
  /** Whether all that matters has stood still since the last call; called right after a step. */
  isStill(): boolean;
  /** Brings parameters back to where they are allowed. */
  bound(parameters: Float64Array): void;
  maxSteps: number;
};

/**
 * Climbs by expectation and maximisation with squared extrapolation (Varadhan and Roland 2008, scheme S3): after two steps, a third goes
 * as far as the change of the change suggests, and is kept only if the objective does not fall. Ends when `isStill` says so.
 */
export function climb(from: Float64Array, { step, isStill, bound, maxSteps }: Climbing): Climb {
  const history: number[] = [];
  let parameters = from;
  let steps = 0;
  while (steps < maxSteps) {
    const before = parameters;
    const first = step(before);
    history.push(first.height);
    parameters = first.next;
    if (++steps >= maxSteps) break;
    const second = step(first.next);
    history.push(second.height);
    steps++;
    if (isStill()) return { parameters: first.next, history, steps, converged: true };
    const further = extrapolated(before, first.next, second.next);
    parameters = second.next;
    if (!further || steps >= maxSteps) continue;
    bound(further);
    const third = step(further);
    steps++;
    // Also where it has no height, since something became impossible.
    if (!(third.height >= second.height)) continue;
    history.push(third.height);
    parameters = third.next;
  }
  return { parameters, history, steps, converged: false };
}

/** Where two steps lead if they go on; undefined where that is no further. */
function extrapolated(before: Float64Array, first: Float64Array, second: Float64Array): Float64Array | undefined {
  let [change, bend] = [0, 0];
  for (let at = 0; at < before.length; at++) {
    const moved = first[at]! - before[at]!;
    change += moved ** 2;
    bend += (second[at]! - first[at]! - moved) ** 2;
  }
  const reach = Math.sqrt(change / bend);
  if (!Number.isFinite(reach) || reach <= 1) return undefined;
  return before.map((value, at) => {
    const moved = first[at]! - value;
    return value + 2 * reach * moved + reach ** 2 * (second[at]! - first[at]! - moved);
  });
}
