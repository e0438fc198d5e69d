import { describe, expect, it } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import { davidson } from './davidson.ts';
import { type Comparison, positionBias } from './position.ts';

const times = (count: number, one: Comparison): Comparison[] => Array(count).fill(one);

/** Wins at home and away in games of 1987, of the row at home against the column (Agresti 2002, table 10.10; the data of BradleyTerry2). */
const teams = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore'];
const homeWins = [
  [0, 4, 4, 4, 6, 4, 6],
  [3, 0, 4, 4, 6, 6, 4],
  [2, 4, 0, 2, 4, 4, 6],
  [3, 5, 2, 0, 4, 4, 6],
  [5, 2, 3, 4, 0, 5, 6],
  [2, 3, 3, 4, 4, 0, 2],
  [2, 1, 1, 2, 1, 3, 0],
];
const awayWins = [
  [0, 3, 2, 3, 1, 2, 0],
  [3, 0, 2, 3, 0, 1, 3],
  [5, 3, 0, 4, 3, 2, 0],
  [3, 1, 5, 0, 3, 2, 1],
  [1, 5, 3, 2, 0, 2, 0],
  [5, 3, 4, 3, 2, 0, 4],
  [5, 5, 6, 4, 6, 4, 0],
];
const games = teams.flatMap((left, home) =>
  teams.flatMap((right, away) => [
    ...times(homeWins[home]![away]!, { left, right, chose: 'left' }),
    ...times(awayWins[home]![away]!, { left, right, chose: 'right' }),
  ]),
);

describe("Davidson's model", () => {
  it('finds the advantage at home, .302 ± .131, and the strengths that Agresti (2002, table 10.11) finds with it', () => {
    const { left, options, ties, converged } = davidson(games, { prior: 0 }).value!;
    expect(converged).toBe(true);
    expect(left.value?.value).toBeCloseTo(0.3023, 4);
    expect(left.value?.standardError).toBeCloseTo(0.1309, 3);
    const worth = options.map(({ value }) => Math.exp(value));
    const all = worth.reduce((sum, one) => sum + one, 0);
    expect(worth.map((one) => Number((one / all).toFixed(3)))).toEqual([0.22, 0.19, 0.164, 0.157, 0.137, 0.088, 0.044]);
    expect(ties).toMatchObject({ value: null });
  });

  it("is Bradley and Terry's where both sides are alike, also in its errors", () => {
    const both = games.flatMap(({ left, right, chose }): Comparison[] => [
      { left, right, chose },
      { left: right, right: left, chose: chose === 'left' ? 'right' : 'left' },
    ]);
    const found = davidson(both, { prior: 0 }).value!;
    const plain = bradleyTerry(
      both.map(({ left, right, chose }) =>
        chose === 'left' ? { better: left, worse: right } : { better: right, worse: left },
      ),
    ).value!;
    expect(found.left.value?.value).toBeCloseTo(0, 9);
    for (const [at, { option, value, standardError }] of found.options.entries()) {
      expect([option, value]).toEqual([plain.options[at]!.option, expect.closeTo(plain.options[at]!.strength, 6)]);
      expect(standardError).toBeCloseTo(plain.options[at]!.standardError.value!, 6);
    }
  });

  it('comes to the odds themselves for two options with ties, shown both ways', () => {
    const one = { left: 'a', right: 'b' };
    const turned = { left: 'b', right: 'a' };
    const choices = [
      ...times(30, { ...one, chose: 'left' }),
      ...times(10, { ...one, chose: 'right' }),
      ...times(20, { ...one, chose: 'tie' }),
      ...times(10, { ...turned, chose: 'left' }),
      ...times(30, { ...turned, chose: 'right' }),
      ...times(20, { ...turned, chose: 'tie' }),
    ];
    const { options, left, ties } = davidson(choices, { prior: 0 }).value!;
    // λ/λ' is 30/10, and ν = ties / √(wins · losses) (Davidson 1970).
    expect(options[0]!.value - options[1]!.value).toBeCloseTo(Math.log(3), 9);
    expect(ties.value?.value).toBeCloseTo(Math.log(20 / Math.sqrt(300)), 9);
    expect(left.value?.value).toBeCloseTo(0, 9);
  });

  it('cannot tell sides from options where every pair was shown one way round', () => {
    const choices = [
      ...times(3, { left: 'a', right: 'b', chose: 'left' }),
      ...times(2, { left: 'b', right: 'c', chose: 'right' }),
    ];
    expect(davidson(choices).value?.left).toEqual({ value: null, why: expect.stringContaining('one way round') });
  });

  it('has finite strengths with a prior where an option always won, and a reason where there is no choice', () => {
    const found = davidson(times(9, { left: 'a', right: 'b', chose: 'left' })).value!;
    for (const { value, standardError } of found.options) expect(Number.isFinite(value + standardError)).toBe(true);
    expect(davidson([])).toEqual({ value: null, why: 'There are no choices between different options yet.' });
  });

  const ab = { left: 'a', right: 'b' };
  const ba = { left: 'b', right: 'a' };
  const leftAlways = [...times(10, { ...ab, chose: 'left' }), ...times(10, { ...ba, chose: 'left' })];
  const nearlyAllTies = [...times(5, { ...ab, chose: 'tie' }), { ...ba, chose: 'left' } as const];

  it('gives an advantage that the choices can bear where the left one was always chosen', () => {
    const { left, options } = davidson(leftAlways).value!;
    const { value, standardError } = left.value!;
    // The top of the log posterior: 20 / (1 + e^value) = .1 value, for the left one has the odds e^value.
    expect(20 / (1 + Math.exp(value))).toBeCloseTo(0.1 * value, 9);
    expect(standardError).toBeLessThan(3);
    for (const option of options) expect(option.value).toBeCloseTo(0, 9);
  });

  it.each([
    ['nearly all are ties', nearlyAllTies],
    ['all are ties', times(40, { ...ab, chose: 'tie' as const }).concat(times(40, { ...ba, chose: 'tie' }))],
    ['some options never met', [...leftAlways, ...times(3, { left: 'c', right: 'd', chose: 'tie' as const })]],
  ])('has finite figures with finite errors where %s', (_, choices) => {
    const { options, left, ties, converged } = davidson(choices).value!;
    expect(converged).toBe(true);
    for (const one of [...options, left.value ?? options[0]!, ties.value!]) {
      expect(Math.abs(one.value)).toBeLessThan(10);
      expect(one.standardError).toBeLessThan(5);
    }
  });

  it.each([
    ['the left one was always chosen', leftAlways],
    ['an option always won', times(9, { ...ab, chose: 'left' as const }).concat(times(9, { ...ba, chose: 'right' }))],
    ['nearly all are ties', nearlyAllTies],
  ])('has no figure without a prior where %s', (_, choices) => {
    expect(davidson(choices, { prior: 0 })).toEqual({ value: null, why: expect.stringContaining('do not tell') });
  });
});

describe('the bias for a side', () => {
  const choices = (left: number, right: number, ties = 0): Comparison[] => [
    ...times(left, { left: 'a', right: 'b', chose: 'left' }),
    ...times(right, { left: 'a', right: 'b', chose: 'right' }),
    ...times(ties, { left: 'a', right: 'b', chose: 'tie' }),
  ];
  it.each([
    [9, 1, 0.021484],
    [10, 0, 0.001953],
    [5, 5, 1],
  ])('of %i to %i has the probability of the exact sign test', (left, right, chance) => {
    const found = positionBias(choices(left, right, 4));
    expect(found).toMatchObject({ left, right, ties: 4, share: { value: left / 10 } });
    expect(found.chance.value).toBeCloseTo(chance, 6);
    expect(found.interval.value!.low).toBeLessThan(left / 10 + 1e-9);
  });
  it('is one sentence where there are too few choices or only ties', () => {
    expect(positionBias(choices(5, 0, 9)).share).toEqual({
      value: null,
      why: 'Only 5 choices were not a tie; to tell a side from chance needs at least 6.',
    });
  });
});
