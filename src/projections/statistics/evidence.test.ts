import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTail } from './binomial.ts';
import { percent, rarity } from './evidence.ts';
import { crowd } from './fixtures.ts';
import { lookAlikes } from './look-alikes.ts';
import { oneAnswerOnly } from './one-answer.ts';
import { matrixOf, type Rating } from './ratings.ts';
import { longestRun, runProbability } from './runs.ts';
import { seeded } from './seeded.ts';
import { streaks } from './streaks.ts';
import { fastWork, timesOfWorkers, timesOverall } from './times.ts';

const honest = crowd({ items: 120, labels: 3, skill: [0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.6, 0.6], seed: 11 });
const answersOf = (worker: string, answers: readonly string[]): Rating[] =>
  answers.map((answer, at) => ({ item: `i${at}`, worker, answer }));

describe('the probability of a run', () => {
  it('is that of counting all sequences', () => {
    const count = (length: number, draws: number) => {
      let hits = 0;
      for (let code = 0; code < 2 ** draws; code++)
        if (longestRun([...code.toString(2).padStart(draws, '0')].map(Number)).length >= length) hits++;
      return hits / 2 ** draws;
    };
    for (const [length, draws] of [
      [2, 5],
      [4, 10],
      [10, 10],
      [11, 10],
      [1, 4],
    ] as const)
      expect(runProbability(draws, [0.5, 0.5], length)).toBeCloseTo(count(length, draws), 12);
  });
  it('is about what a simulation gives, with shares that differ', () => {
    const random = seeded(5);
    let hits = 0;
    for (let round = 0; round < 20_000; round++) {
      const drawn = Array.from({ length: 40 }, () => (random() < 0.6 ? 0 : random() < 0.5 ? 1 : 2));
      if (longestRun(drawn).length >= 9) hits++;
    }
    expect(runProbability(40, [0.6, 0.2, 0.2], 9)).toBeCloseTo(hits / 20_000, 1.7);
  });
  it('lies between 0 and 1 and falls with the length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, length, share) => {
          const probability = runProbability(count, [share, 1 - share], length);
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
          expect(runProbability(count, [share, 1 - share], length + 1)).toBeLessThanOrEqual(probability + 1e-12);
        },
      ),
    );
  });
});

describe('the tail of a binomial distribution', () => {
  it('is the sum of its terms', () => {
    expect(binomialTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialTail(0, 10, 0.5)).toBe(1);
    expect(binomialTail(10, 10, 0.1)).toBeCloseTo(1e-10, 16);
    expect([binomialTail(3, 10, 0), binomialTail(3, 10, 1)]).toEqual([0, 1]);
  });
});

describe('evidence of identical answers', () => {
  it('is silent about a crowd that works', () => {
    expect([streaks(honest.matrix), oneAnswerOnly(honest.matrix), lookAlikes(honest.matrix)]).toEqual([[], [], []]);
  });
  it('tells a long streak, with a sentence', () => {
    const given = Array.from({ length: 120 }, (_, at) => (at >= 39 && at <= 75 ? 'l0' : `l${at % 3}`));
    const [found, ...others] = streaks(matrixOf([...honest.ratings, ...answersOf('Eve', given)]));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ worker: 'Eve', answer: 'l0', length: 37, answers: 120, workers: ['Eve'] });
    expect(found?.sentence).toMatch(/^Eve answered “l0” 37 times in a row, .* less than 1 time in a \w+\.$/);
  });
  it('tells who always gave one answer, unless the others did so, too', () => {
    const [found, ...others] = oneAnswerOnly(matrixOf([...honest.ratings, ...answersOf('Eve', Array(20).fill('l1'))]));
    expect([found?.worker, found?.answers, others]).toEqual(['Eve', 20, []]);
    expect(found?.sentence).toMatch(/^Eve answered “l1” to all 20 items; /);
    const agreed = ['Ada', 'Bob', 'Eve'].flatMap((worker) => answersOf(worker, Array(30).fill('yes')));
    expect(oneAnswerOnly(matrixOf(agreed))).toEqual([]);
  });
  it('tells two who copy each other, not two who are good', () => {
    const random = seeded(3);
    const given = Array.from({ length: 60 }, () => `l${Math.floor(3 * random())}`);
    const copied = [...answersOf('Eve', given), ...answersOf('Mallory', given.with(4, 'l9'))];
    const [found, ...others] = lookAlikes(matrixOf([...honest.ratings, ...copied]));
    expect([found?.workers, found?.items, found?.same, others]).toEqual([['Eve', 'Mallory'], 60, 59, []]);
    expect(found?.sentence).toMatch(/^Eve and Mallory gave the same answer to 59 of 60 items, where about \d\d %/);
  });
  it('does not take two who like the same label for copies', () => {
    const habit = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 120 }, () => (random() < 0.85 ? 'l0' : 'l1'));
    };
    const both = [...answersOf('Eve', habit(1)), ...answersOf('Mallory', habit(2))];
    expect(lookAlikes(matrixOf([...honest.ratings, ...both]))).toEqual([]);
  });
});

describe('evidence of haste', () => {
  const steady = ['Ada', 'Bob', 'Cem', 'Dee'].flatMap((worker, place) =>
    Array.from({ length: 20 }, (_, at) => ({ worker, ms: 9000 + 500 * place + 100 * at })),
  );
  const hasty = Array.from({ length: 10 }, (_, at) => ({ worker: 'Eve', ms: at < 4 ? 1500 : 9000 }));

  it('tells who was often below a third of what is usual among the others', () => {
    const [found, ...others] = fastWork(timesOfWorkers([...steady, ...hasty]));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      worker: 'Eve',
      fast: 4,
      units: 10,
      bound: expect.closeTo(Math.sqrt(10_450 * 10_950) / 3, 6),
    });
    expect(found?.sentence).toBe(
      "4 of Eve's 10 units (40 %) took less than 3.6 s, where others usually take at least 11 s.",
    );
  });
  it('is more careful where the others differ much', () => {
    const spread = ['Ada', 'Bob', 'Cem', 'Dee', 'Fay'].map((worker, at) => ({ worker, ms: 1000 * 4 ** at }));
    const bound = timesOfWorkers(spread)[2]?.bound.value ?? 9e9;
    expect(bound).toBeGreaterThan(0);
    expect(bound).toBeLessThan(Math.sqrt(4000 * 64_000) / 3);
  });
  it('says nothing about few, or with few others', () => {
    expect(fastWork(timesOfWorkers([...steady, ...hasty.slice(2)]))).toEqual([]);
    const [alone] = timesOfWorkers(hasty);
    expect(alone).toMatchObject({ units: 10, median: 9000, fast: 0, bound: { value: null } });
  });
  it('has quartiles', () => {
    expect(timesOverall([1, 2, 3, 4, 5].map((ms) => ({ worker: 'Ada', ms })))).toEqual({
      lower: 2,
      median: 3,
      upper: 4,
    });
  });
});

describe('words for shares and chances', () => {
  it('round, but never to never or always', () => {
    expect([0.5, 0.004, 0.999, 0, 1].map(percent)).toEqual(['50 %', 'less than 1 %', 'more than 99 %', '0 %', '100 %']);
    expect([0.5, 1 / 249, 1 / 12_345, 1e-7, 1e-12].map(rarity)).toEqual([
      'about 1 time in 2',
      'about 1 time in 250',
      'about 1 time in 12,000',
      'less than 1 time in a million',
      'less than 1 time in a billion',
    ]);
  });
});
