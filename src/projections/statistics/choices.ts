import { inOrder } from './numbers.ts';

/** One choice between two: `better` was preferred to `worse`. */
export type Choice = { better: string; worse: string };

/** Choices counted; options are numbers, in the order of `options`. */
export type Contest = {
  options: string[];
  won: Float64Array;
  lost: Float64Array;
  /** How often two options met, whichever won. */
  pairs: { one: number; other: number; times: number }[];
  /** Whom each option was preferred to at least once. */
  beaten: number[][];
};

/** Counts choices; a choice between an option and itself says nothing and is left out. */
export function contestOf(choices: readonly Choice[]): Contest {
  const real = choices.filter(({ better, worse }) => better !== worse);
  const options = inOrder([...new Set(real.flatMap(({ better, worse }) => [better, worse]))]);
  const codeOf = new Map(options.map((option, at) => [option, at]));
  const won = new Float64Array(options.length);
  const lost = new Float64Array(options.length);
  const met = new Map<number, number>();
  const beaten = options.map(() => new Set<number>());
  for (const { better, worse } of real) {
    const [winner, loser] = [codeOf.get(better)!, codeOf.get(worse)!];
    won[winner]!++;
    lost[loser]!++;
    beaten[winner]!.add(loser);
    const pair = Math.min(winner, loser) * options.length + Math.max(winner, loser);
    met.set(pair, (met.get(pair) ?? 0) + 1);
  }
  const pairs = [...met].map(([pair, times]) => ({
    one: Math.floor(pair / options.length),
    other: pair % options.length,
    times,
  }));
  return { options, won, lost, pairs, beaten: beaten.map((others) => [...others]) };
}
