import { type Choice, type Contest, contestOf } from './choices.ts';
import { connectedGroups } from './connected.ts';
import { type Figure, figure, type Interval, noFigure } from './figure.ts';
import { logistic } from './logistic.ts';
import { strengthErrors } from './strength-errors.ts';
import { normal975 } from './wilson.ts';

/** How strong an option is: `strength` is on the log scale, 0 on average over all; `won` and `lost` count choices. */
export type Strength = { option: string; strength: number; standardError: Figure; won: number; lost: number };

/** How probable it is that one option is preferred to another, with its 95 % interval. */
type Preference = { probability: number; interval: Figure<Interval> };

/** What the choices come to, strongest first; `notes` are sentences on what the strengths do not rest on. */
type BradleyTerry = {
  options: Strength[];
  notes: string[];
  preferred: (one: string, other: string) => Figure<Preference>;
  rounds: number;
  converged: boolean;
};

type Fitted = { raw: Float64Array; rounds: number; converged: boolean };

const maxOptionsWithErrors = 400;
const tooMany = `With more than ${maxOptionsWithErrors} options it is not computed how sure their strengths are.`;

/**
 * Strengths from choices between two: an option is preferred with the probability λ/(λ + λ'), λ being strength (Bradley and Terry
 * 1952), fitted by minorising and maximising (Hunter 2004: λ becomes wins / Σ meetings/(λ + λ')). Without a prior there is an answer only if every option
 * is linked to every other by choices both ways (Ford 1957). A `prior` imagines so many choices won, and as many lost, of every
 * option against one of strength 1; 0.1 is small. With it there is an answer in any case, and notes say where it rests on the prior.
 */
export function bradleyTerry(
  choices: readonly Choice[],
  { prior = 0, rounds = 10_000, tolerance = 1e-10 } = {},
): Figure<BradleyTerry> {
  const contest = contestOf(choices);
  if (contest.options.length === 0) return noFigure('There are no choices between different options yet.');
  const reason = prior > 0 ? undefined : unlinked(contest);
  if (reason) return noFigure(reason);
  const { raw, ...fit } = fitted(contest, prior, rounds, tolerance);
  const strengths = centred(raw);
  const size = contest.options.length;
  const covariance = size > maxOptionsWithErrors ? undefined : strengthErrors(contest, raw, prior);
  const covarianceAt = (one: number, other: number) => covariance?.[one * size + other] ?? Number.NaN;
  const errorOf = (variance: number) =>
    Number.isNaN(variance) ? noFigure(tooMany) : figure(Math.sqrt(Math.max(0, variance)));

  function preferred(one: string, other: string): Figure<Preference> {
    const [first, second] = [contest.options.indexOf(one), contest.options.indexOf(other)];
    if (first < 0 || second < 0) return noFigure(`Nobody had to choose about “${first < 0 ? one : other}”.`);
    const apart = strengths[first]! - strengths[second]!;
    const both = covarianceAt(first, first) + covarianceAt(second, second);
    const error = errorOf(both - 2 * covarianceAt(first, second));
    if (error.value === null) return figure({ probability: logistic(apart), interval: error });
    const reach = normal975 * error.value;
    const interval = figure({ low: logistic(apart - reach), high: logistic(apart + reach) });
    return figure({ probability: logistic(apart), interval });
  }

  const options = contest.options.map((option, at) => ({
    option,
    strength: strengths[at]!,
    standardError: errorOf(covarianceAt(at, at)),
    won: contest.won[at]!,
    lost: contest.lost[at]!,
  }));
  options.sort((one, other) => other.strength - one.strength);
  return figure({ options, notes: notesOn(contest, fit, covariance === undefined), preferred, ...fit });
}

/** What a reader must know who compares these strengths. */
function notesOn(contest: Contest, { rounds, converged }: Omit<Fitted, 'raw'>, isLarge: boolean): string[] {
  const { options, pairs, beaten } = contest;
  const met: number[][] = options.map(() => []);
  for (const { one, other } of pairs) {
    met[one]!.push(other);
    met[other]!.push(one);
  }
  const parts = connectedGroups(met);
  const oneSided = parts.flatMap((part) =>
    connectedGroups(arrowsWithin(part, beaten))
      .slice(1)
      .flatMap((group) => group.map((place) => part[place]!)),
  );
  return [
    ...(converged
      ? []
      : [`The strengths had not come to rest after ${rounds.toLocaleString('en')} rounds; they may still be off.`]),
    ...(parts.length > 1
      ? [
          `The choices fall into ${parts.length} parts that were never compared with each other, such as that of ${named(parts.at(-1)!, options)}; compare strengths within a part only.`,
        ]
      : []),
    ...(oneSided.length > 0
      ? [
          `${named(oneSided, options)} won, or lost, every choice against the options linked both ways; how far apart they are is not known from the choices.`,
        ]
      : []),
    ...(isLarge ? [tooMany] : []),
  ];
}

/** The arrows between some points only, each point by its place among them. */
function arrowsWithin(points: readonly number[], arrows: readonly (readonly number[])[]): number[][] {
  const placeOf = new Map(points.map((point, place) => [point, place]));
  return points.map((point) => arrows[point]!.flatMap((to) => placeOf.get(to) ?? []));
}

/** Up to three options by their names. */
function named(places: readonly number[], options: readonly string[]): string {
  const apart = places.map((at) => `“${options[at]}”`);
  return apart.length > 3 ? `${apart.slice(0, 3).join(', ')} and others` : apart.join(' and ');
}

/** Why there is no largest likelihood: some options only ever won, or only ever lost, against the rest. */
function unlinked({ options, beaten }: Contest): string | undefined {
  const groups = connectedGroups(beaten);
  if (groups.length < 2) return undefined;
  return `The choices do not link ${named(groups.at(-1)!, options)} with the rest in both directions; have more pairs compared, or use a small prior.`;
}

function fitted({ options, won, pairs }: Contest, prior: number, rounds: number, tolerance: number): Fitted {
  let raw = new Float64Array(options.length);
  for (let round = 1; round <= rounds; round++) {
    const worth = raw.map(Math.exp);
    const weight = worth.map((value) => (2 * prior) / (value + 1));
    for (const { one, other, times } of pairs) {
      const part = times / (worth[one]! + worth[other]!);
      weight[one]! += part;
      weight[other]! += part;
    }
    const next = weight.map((value, at) => Math.log((won[at]! + prior) / value));
    const kept = prior > 0 ? next : centred(next);
    const moved = kept.reduce((most, value, at) => Math.max(most, Math.abs(value - raw[at]!)), 0);
    raw = kept;
    if (moved < tolerance) return { raw, rounds: round, converged: true };
  }
  return { raw, rounds, converged: false };
}

function centred(values: Float64Array): Float64Array<ArrayBuffer> {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Float64Array.from(values, (value) => value - mean);
}
