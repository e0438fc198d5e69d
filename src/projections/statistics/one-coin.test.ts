import { describe, expect, it } from 'vitest';
import { dawidSkene } from './dawid-skene.ts';
import { anaesthetists, crowd, shareOfRight, table } from './fixtures.ts';
import { majority } from './majority.ts';
import { oneCoin } from './one-coin.ts';
import { matrixOf, matrixOfAll, type Rating } from './ratings.ts';
import { wawa } from './wawa.ts';

/** The model written out naively, answer by answer, with a table for each item: for comparison only. */
function naive(ratings: readonly Rating[], smoothing: number, rounds: number) {
  const labels = [...new Set(ratings.map(({ answer }) => answer))].sort();
  const workers = [...new Set(ratings.map(({ worker }) => worker))];
  const items = [...new Set(ratings.map(({ item }) => item))];
  const to = (item: string) => ratings.filter((one) => one.item === item);
  let truth = new Map(
    items.map((item) => [
      item,
      labels.map((label) => to(item).filter(({ answer }) => answer === label).length / to(item).length),
    ]),
  );
  let skill = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const priors = labels.map((_, at) => items.reduce((sum, item) => sum + truth.get(item)![at]!, 0) / items.length);
    skill = new Map(
      workers.map((worker) => {
        const own = ratings.filter((one) => one.worker === worker);
        const right = own.reduce((sum, { item, answer }) => sum + truth.get(item)![labels.indexOf(answer)]!, 0);
        return [worker, (right + smoothing) / (own.length + 2 * smoothing)];
      }),
    );
    truth = new Map(
      items.map((item) => {
        const odds = labels.map((label, at) =>
          to(item).reduce((product, { worker, answer }) => {
            const share = skill.get(worker)!;
            return product * (answer === label ? share : (1 - share) / (labels.length - 1));
          }, priors[at]!),
        );
        const sum = odds.reduce((one, other) => one + other, 0);
        return [item, odds.map((one) => one / sum)];
      }),
    );
  }
  return { truth, skill };
}

describe('the one-coin model', () => {
  it.each([0, 1])('is what the model written out naively comes to, with %i imagined answers', (smoothing) => {
    const { ratings } = crowd({ items: 60, labels: 3, skill: [0.9, 0.7, 0.5, 0.8], seed: 3 });
    const found = oneCoin(matrixOf(ratings), { smoothing, rounds: 30, tolerance: 0 }).value;
    const { truth, skill } = naive(ratings, smoothing, 30);
    for (const { item, probability } of found?.items ?? [])
      expect(probability).toBeCloseTo(Math.max(...truth.get(item)!), 6);
    for (const { worker, reliability } of found?.workers ?? [])
      expect(reliability.value ?? 9).toBeCloseTo(skill.get(worker)!, 6);
  });

  it('never lowers its objective, and says that it has settled', () => {
    const found = oneCoin(matrixOfAll(anaesthetists)).value;
    expect(found?.converged).toBe(true);
    for (const [at, value] of (found?.history ?? []).entries())
      if (at > 0) expect(value).toBeGreaterThanOrEqual(found!.history[at - 1]! - 1e-9);
    // The published labels of Dawid and Skene (1979) for the same patients, but for few.
    const whole = new Map(dawidSkene(matrixOfAll(anaesthetists)).value!.items.map(({ item, label }) => [item, label]));
    expect(found?.items.filter(({ item, label }) => whole.get(item) === label).length).toBeGreaterThanOrEqual(42);
  });

  it('is right as often as it says on few answers of many workers, where the whole model is not', () => {
    const skill = Array.from({ length: 100 }, (_, at) => 0.6 + (at % 4) / 10);
    const { matrix, truth } = crowd({ items: 300, labels: 5, skill, share: 0.03, seed: 11 });
    const coins = oneCoin(matrix).value!;
    const sure = coins.items.filter(({ probability }) => probability > 0.99);
    const said = coins.items.reduce((sum, { probability }) => sum + probability, 0) / coins.items.length;
    expect(Math.abs(said - shareOfRight(coins, truth))).toBeLessThan(0.05);
    expect(shareOfRight({ items: sure }, truth)).toBeGreaterThan(0.95);
    expect(shareOfRight(coins, truth)).toBeGreaterThanOrEqual(
      shareOfRight(dawidSkene(matrix, { smoothing: 0 }).value!, truth),
    );
  });

  it('is certain where there is one label only, and says why it cannot where there is no answer', () => {
    expect(oneCoin(matrixOf(table(['a a', 'a a']))).value?.items[0]).toMatchObject({ label: 'a', probability: 1 });
    expect(oneCoin(matrixOf([]))).toEqual({ value: null, why: 'There are no answers yet.' });
  });
});

describe('the vote by agreement with the aggregate', () => {
  /** The toy answers in the tests of Crowd-Kit 1.4, with one more that breaks the tie on the first item. */
  const toy = table([
    'no yes no yes no',
    'yes yes yes no no',
    'yes no no yes no',
    'yes yes yes yes yes',
    'yes no no no no',
  ]);

  it("has the skills .6, .8, 1, .4 and .8 that Crowd-Kit's tests have, and its shares", () => {
    const found = wawa(matrixOf(toy)).value!;
    const skills = found.workers.map(({ reliability }) => reliability.value);
    for (const [at, skill] of [0.6, 0.8, 1, 0.4, 0.8].entries()) expect(skills[at]).toBeCloseTo(skill, 12);
    expect(found.items.map(({ label }) => label)).toEqual(['no', 'yes', 'no', 'yes', 'no']);
    const shares = found.items.slice(1).map(({ probability }) => probability);
    for (const [at, share] of [0.666667, 0.722222, 1, 0.833333].entries()) expect(shares[at]).toBeCloseTo(share, 6);
  });

  it('knows nothing of a worker whose items nobody else answered', () => {
    const { workers } = wawa(matrixOf(table(['a a .', 'b a .', '. . a']))).value!;
    expect(workers.map(({ reliability }) => reliability.value)).toEqual([expect.any(Number), expect.any(Number), null]);
  });

  it('counts a tie for each of the tied answers in part', () => {
    const found = wawa(matrixOf(table(['a b', 'a a']))).value!;
    expect(found.workers.map(({ reliability }) => reliability.value)).toEqual([0.75, 0.75]);
    expect(found.items[0]).toMatchObject({ probability: 0.5, tied: ['a', 'b'] });
  });

  it('gives the majority where all workers agree equally often', () => {
    const { matrix } = crowd({ items: 40, labels: 3, skill: [0.9, 0.9, 0.9], seed: 2 });
    const plain = majority(matrix).items.filter(({ tied }) => tied.length === 0);
    const found = new Map(wawa(matrix).value!.items.map(({ item, label }) => [item, label]));
    for (const { item, label } of plain) expect(found.get(item)).toBe(label);
  });
});
