import { type Figure, figure, noFigure } from './figure.ts';
import { inverseOf } from './inverse.ts';
import { inOrder } from './numbers.ts';
import type { Comparison } from './position.ts';

/** A number on the log scale with its standard error. */
type LogFigure = { value: number; standardError: number };

/** Strengths from choices with ties and sides, strongest first; 0 is the mean. */
export type Davidson = {
  options: (LogFigure & { option: string })[];
  /** By how much being on the left raises the odds of being chosen, as a logarithm. */
  left: Figure<LogFigure>;
  /** How frequent ties are between two of equal strength, as a logarithm over one of them being chosen. */
  ties: Figure<LogFigure>;
  rounds: number;
  converged: boolean;
};

type Meeting = { one: number; other: number; counts: readonly [left: number, right: number, tie: number] };

const maxOptions = 300;
/** Where choices determine a logarithm, neither it nor its standard error comes near this. */
const maxLog = 100;

/**
 * Bradley and Terry's model with ties (Davidson 1970) and with an advantage of one side (Davidson and Beaver 1977), fitted by Newton's method: the
 * left option wins with a weight of λ √γ, the right one of λ' / √γ, a tie has ν √(λ λ'). Without ties it is Agresti's model (2002,
 * section 10.6.3): an advantage of .302 at home for seven baseball teams. A `prior` above 0 draws strengths towards their mean, so that there is an
 * answer where an option always won, and what the side adds and the logarithm of ν towards 0, so that there is one where a side always won or nearly
 * all choices are ties. Without a prior such choices have no figure.
 */
export function davidson(comparisons: readonly Comparison[], { prior = 0.1, rounds = 100 } = {}): Figure<Davidson> {
  const real = comparisons.filter(({ left, right }) => left !== right);
  const names = inOrder([...new Set(real.flatMap(({ left, right }) => [left, right]))]);
  if (names.length === 0) return noFigure('There are no choices between different options yet.');
  if (names.length > maxOptions)
    return noFigure(`There are ${names.length} options; ties and sides are estimated for at most ${maxOptions}.`);
  const meetings = meetingsOf(real, names);
  const sided = oneSided(meetings, names.length);
  const hasTies = meetings.some(({ counts }) => counts[2] > 0);
  const found = fitted(meetings, { size: names.length, prior, rounds, isFree: [!sided, hasTies] });
  const { values, errors } = found;
  if (!found.converged || [...values, ...errors].some((one) => !(Math.abs(one) < maxLog)))
    return noFigure('The choices do not tell how strong the options are: more of them between more pairs would.');
  const at = (place: number): LogFigure => ({ value: values[place]!, standardError: errors[place]! });
  const options = names.map((option, place) => ({ option, ...at(place) }));
  options.sort((one, other) => other.value - one.value);
  return figure({
    options,
    left: sided
      ? noFigure('Every pair was shown one way round only, so the side cannot be told from the options.')
      : figure(at(names.length)),
    ties: hasTies ? figure(at(names.length + 1)) : noFigure('Nobody answered that two options are equal.'),
    rounds: found.rounds,
    converged: found.converged,
  });
}

function meetingsOf(comparisons: readonly Comparison[], names: readonly string[]): Meeting[] {
  const codeOf = new Map(names.map((name, at) => [name, at]));
  const met = new Map<number, { one: number; other: number; counts: [number, number, number] }>();
  for (const { left, right, chose } of comparisons) {
    const [one, other] = [codeOf.get(left)!, codeOf.get(right)!];
    const key = one * names.length + other;
    const known = met.get(key) ?? { one, other, counts: [0, 0, 0] };
    known.counts[chose === 'left' ? 0 : chose === 'right' ? 1 : 2]++;
    met.set(key, known);
  }
  return [...met.values()];
}

/** Whether options can be put at whole heights so that the left one always stands one above the right: then heights and sides explain the same. */
function oneSided(meetings: readonly Meeting[], size: number): boolean {
  const next = Array.from({ length: size }, () => [] as { to: number; step: number }[]);
  for (const { one, other } of meetings) {
    next[one]!.push({ to: other, step: -1 });
    next[other]!.push({ to: one, step: 1 });
  }
  const height = new Array<number | undefined>(size).fill(undefined);
  for (let root = 0; root < size; root++) {
    if (height[root] !== undefined) continue;
    height[root] = 0;
    const path = [root];
    for (const from of path)
      for (const { to, step } of next[from]!) {
        if (height[to] === undefined) path.push(to);
        height[to] ??= height[from]! + step;
        if (height[to] !== height[from]! + step) return false;
      }
  }
  return true;
}

type Settings = { size: number; prior: number; rounds: number; isFree: readonly [side: boolean, tie: boolean] };
type Fitted = { values: Float64Array; errors: Float64Array; rounds: number; converged: boolean };

/** Log strengths, then what the left side adds, then how frequent ties are. */
function fitted(meetings: readonly Meeting[], { size, prior, rounds, isFree }: Settings): Fitted {
  const width = size + 2;
  const values = new Float64Array(width);
  for (let round = 1; ; round++) {
    const slope = new Float64Array(width);
    const information = new Float64Array(width * width);
    for (const meeting of meetings) add(meeting, { values, slope, information, hasTies: isFree[1] });
    for (let row = 0; row < width; row++) {
      slope[row]! -= prior * values[row]!;
      information[row * width + row]! += prior;
    }
    // Only differences of strengths are known; this keeps their mean at 0.
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) information[row * width + column]! += 1 / size;
    for (const [at, free] of isFree.entries()) if (!free) keep(size + at, slope, information);
    const inverse = inverseOf(information, width);
    const steps = values.map((_, row) =>
      slope.reduce((sum, part, column) => sum + part * inverse[row * width + column]!, 0),
    );
    // Far from the answer a whole step may lead away.
    for (const [row, step] of steps.entries()) values[row]! += Math.max(-2, Math.min(2, step));
    const converged = steps.every((step) => Math.abs(step) < 1e-10);
    if (converged || round >= rounds) return { values, errors: errorsOf(inverse, size), rounds: round, converged };
  }
}

/** Leaves a value where it is. */
function keep(row: number, slope: Float64Array, information: Float64Array): void {
  const width = slope.length;
  slope[row] = 0;
  for (let column = 0; column < width; column++) {
    information[row * width + column] = 0;
    information[column * width + row] = 0;
  }
  information[row * width + row] = 1;
}

/** The standard errors; strengths are taken from their mean. */
function errorsOf(inverse: Float64Array, size: number): Float64Array {
  const width = size + 2;
  const at = (row: number, column: number) => inverse[row * width + column]!;
  const means = Array.from({ length: size }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < size; column++) sum += at(row, column);
    return sum / size;
  });
  const all = means.reduce((sum, mean) => sum + mean / size, 0);
  return Float64Array.from({ length: width }, (_, row) =>
    Math.sqrt(Math.max(0, at(row, row) - (row < size ? 2 * means[row]! - all : 0))),
  );
}

/** What the log of each outcome's weight is made of: the strength left, that right, the side, ties. */
const left = [1, 0, 0.5, 0] as const;
const right = [0, 1, -0.5, 0] as const;
const tie = [0.5, 0.5, 0, 1] as const;

type Slopes = { values: Float64Array; slope: Float64Array; information: Float64Array; hasTies: boolean };

/** Adds what one pair of options says to the slope of the log-likelihood and to the information. */
function add({ one, other, counts }: Meeting, { values, slope, information, hasTies }: Slopes): void {
  const width = values.length;
  const places = [one, other, width - 2, width - 1];
  const outcomes: readonly (readonly number[])[] = hasTies ? [left, right, tie] : [left, right];
  const weights = outcomes.map((parts) =>
    Math.exp(parts.reduce((sum, part, at) => sum + part * values[places[at]!]!, 0)),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const times = counts[0] + counts[1] + counts[2];
  const shares = weights.map((weight) => weight / all);
  const over = (of: (kind: number) => number) => outcomes.reduce((sum, _, kind) => sum + of(kind), 0);
  const means = places.map((_, at) => over((kind) => outcomes[kind]![at]! * shares[kind]!));
  for (const [at, place] of places.entries()) {
    slope[place]! += over((kind) => outcomes[kind]![at]! * (counts[kind]! - times * shares[kind]!));
    for (const [beside, partner] of places.entries())
      information[place * width + partner]! +=
        times *
        over(
          (kind) => shares[kind]! * (outcomes[kind]![at]! - means[at]!) * (outcomes[kind]![beside]! - means[beside]!),
        );
  }
}
