import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTail } from './binomial.ts';
import { itemsInCommon, pairsInCommon } from './common-items.ts';
import { dawidSkene } from './dawid-skene.ts';
import { percent, rarity } from './evidence.ts';
import { expectedAgreement } from './expected-agreement.ts';
import { crowd } from './fixtures.ts';
import { lookAlikes } from './look-alikes.ts';
import { oneAnswerOnly } from './one-answer.ts';
import { matrixOf, type Rating } from './ratings.ts';
import { longestRun, runProbability } from './runs.ts';
import { seeded } from './seeded.ts';
import { streaks } from './streaks.ts';
import { fastWork, timesOfWorkers } from './times.ts';

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

describe('the longest run', () => {
  it('is the first of equals, and has no value where there is nothing', () => {
    expect([longestRun([1, 1, 2, 2, 1]), longestRun([3, 2, 2]), longestRun([])]).toEqual([
      { value: 1, length: 2 },
      { value: 2, length: 2 },
      { value: -1, length: 0 },
    ]);
  });
  it('of one or none is certain as soon as there are as many draws', () => {
    expect([runProbability(0, [1], 0), runProbability(0, [1], 1), runProbability(1, [1], 1)]).toEqual([1, 0, 1]);
    expect([runProbability(2, [1], 2), runProbability(1, [1], 2), runProbability(2, [0.5, 0.5], 2)]).toEqual([
      1, 0, 0.5,
    ]);
  });
});

describe('the tail of a binomial distribution', () => {
  it('is the sum of its terms', () => {
    expect(binomialTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialTail(0, 10, 0.5)).toBe(1);
    expect(binomialTail(10, 10, 0.1)).toBeCloseTo(1e-10, 16);
    expect([binomialTail(3, 10, 0), binomialTail(3, 10, 1)]).toEqual([0, 1]);
    expect([
      binomialTail(0, 10, 0),
      binomialTail(11, 10, 1),
      binomialTail(11, 10, 0.5),
      binomialTail(1, 1, 0.3),
    ]).toEqual([1, 0, 0, expect.closeTo(0.3, 12)]);
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

describe('where evidence begins', () => {
  const rows = (worker: string, answers: string) => answersOf(worker, answers.split(''));

  it('a streak has five answers or more, but is not everything a worker answered', () => {
    const reported = (answers: string) => streaks(matrixOf(rows('Eve', answers)), 1.1).map(({ length }) => length);
    expect([reported('abaaaab'), reported('abaaaaab'), reported('aaaaaa')]).toEqual([[], [5], []]);
  });
  it('a streak is rarer than the bound, the rarest first, with its figures', () => {
    const both = matrixOf([...rows('Eve', 'abaaaaab'), ...rows('Mallory', 'bacbbbbbbbcac')]);
    const found = streaks(both, 1.1);
    expect(found.map(({ worker }) => worker)).toEqual(['Mallory', 'Eve']);
    expect(found[1]?.probability).toBeCloseTo(runProbability(8, [0.75, 0.25], 5), 12);
    expect(found[1]).toMatchObject({ answer: 'a', length: 5, answers: 8, workers: ['Eve'] });
    expect(found[1]?.sentence).toContain('and 75 % of the time over all 8 items');
    expect(streaks(both, found[1]!.probability).map(({ worker }) => worker)).toEqual(['Mallory']);
  });
  it('one answer to everything counts from five items on', () => {
    const others = ['Ada', 'Bob', 'Cem'].flatMap((worker) => rows(worker, 'bcbcbcbc'));
    const reported = (answers: string) => oneAnswerOnly(matrixOf([...others, ...rows('Eve', answers)]), 0.1);
    expect([reported('aaaa'), reported('aaaab')]).toEqual([[], []]);
    const [found] = reported('aaaaa');
    // The others never say it, so each item counts the imagined answer alone: the share of all answers, over four.
    expect(found?.probability).toBeCloseTo((5 / 29 / 4) ** 5, 12);
    expect(found).toMatchObject({ workers: ['Eve'], worker: 'Eve', answer: 'a', answers: 5 });
  });
  it('one answer to everything is rarer than the bound, the rarest first', () => {
    const others = ['Ada', 'Bob'].flatMap((worker) => rows(worker, 'bcbcbcbc'));
    const matrix = matrixOf([...others, ...rows('Eve', 'aaaaa'), ...rows('Mallory', 'dddddddd')]);
    const found = oneAnswerOnly(matrix);
    expect(found.map(({ worker }) => worker)).toEqual(['Mallory', 'Eve']);
    expect(oneAnswerOnly(matrix, found[1]!.probability).map(({ worker }) => worker)).toEqual(['Mallory']);
  });
  it('a worker who answers like the others is expected to answer as they do', () => {
    const same = ['Ada', 'Bob', 'Eve'].flatMap((worker) => rows(worker, 'aaaaa'));
    const [found] = oneAnswerOnly(matrixOf([...same, ...rows('Dee', 'bbbbb')]), 1.1).filter(
      ({ worker }) => worker === 'Eve',
    );
    expect(found?.probability).toBeCloseTo(((2 + 0.75) / 4) ** 5, 12);
  });
  it('two are compared from ten items in common on', () => {
    const random = seeded(2);
    const drawn = (length: number) => Array.from({ length }, () => `l${Math.floor(3 * random())}`);
    const given = drawn(60);
    const own = drawn(120).map((answer, at) => ({ item: `i${at}`, worker: 'Mallory', answer }));
    const pairs = (count: number) =>
      matrixOf([
        ...honest.ratings,
        ...answersOf('Eve', given),
        ...answersOf('Mallory', given.slice(0, count)),
        ...own.slice(60),
      ]);
    expect(lookAlikes(pairs(9))).toEqual([]);
    const [found] = lookAlikes(pairs(10));
    expect(found).toMatchObject({ workers: ['Eve', 'Mallory'], items: 10, same: 10 });
    expect(found?.probability).toBeCloseTo(binomialTail(10, 10, found!.expected), 15);
    // Among all 45 pairs so much agreement has to be as much rarer.
    for (const count of [44, 45]) expect(lookAlikes(pairs(10), found!.probability * count)).toEqual([]);
    expect(lookAlikes(pairs(10), 46 * found!.probability)).toHaveLength(1);
  });
});

describe('two who copy each other', () => {
  const many = crowd({ items: 300, labels: 3, skill: [0.9, 0.9, 0.8, 0.8, 0.7, 0.7], seed: 12 });
  const random = seeded(6);
  const drawn = (length: number) => Array.from({ length }, () => `l${Math.floor(3 * random())}`);
  /** A worker who copies a share of the answers, and draws the others. */
  const copyOf = (answers: readonly string[], share: number) => {
    const own = drawn(answers.length);
    return answers.map((answer, at) => (random() < share ? answer : own[at]!));
  };

  it('disagree at most half as often as expected: to agree a little too often is none, however rare', () => {
    const given = drawn(300);
    const reported = (share: number) => {
      const copied = [...answersOf('Eve', given), ...answersOf('Mallory', copyOf(given, share))];
      return lookAlikes(matrixOf([...many.ratings, ...copied])).map(({ workers }) => workers);
    };
    // They agree in about 5 of 9 items, and in 7 of 9, where one in three is expected.
    expect([reported(1 / 3), reported(2 / 3)]).toEqual([[], [['Eve', 'Mallory']]]);
  });
  it('are listed with the rarest pair first', () => {
    const [short, long] = [drawn(40), drawn(80)];
    const copied = [
      ...answersOf('Eve', short),
      ...answersOf('Mallory', short),
      ...answersOf('Pat', long),
      ...answersOf('Quinn', long),
    ];
    const found = lookAlikes(matrixOf([...many.ratings, ...copied]));
    expect(found.map(({ workers, same }) => [...workers, same])).toEqual([
      ['Pat', 'Quinn', 80],
      ['Eve', 'Mallory', 40],
    ]);
  });
});

describe('pairs of workers with items in common', () => {
  const rows = (worker: string, answers: string) => answersOf(worker, answers.split(''));
  const matrix = matrixOf([
    ...rows('Ada', 'aabb'),
    ...rows('Bob', 'abbbbb'),
    ...rows('Cem', 'a'),
    ...rows('Dee', 'bbbbbb'),
  ]);

  it('are found once each, with what both answered and what both answered the same', () => {
    expect([...pairsInCommon(matrix, 4)]).toEqual([
      { one: 0, other: 1, items: 4, same: 3 },
      { one: 0, other: 3, items: 4, same: 2 },
      { one: 1, other: 3, items: 6, same: 5 },
    ]);
    expect([...pairsInCommon(matrix, 5)]).toHaveLength(1);
    expect([...pairsInCommon(matrix, 1)]).toHaveLength(6);
  });
  it('have these items', () => {
    const names = (one: number, other: number) => itemsInCommon(matrix, one, other).map((row) => matrix.items[row]);
    expect([names(0, 1), names(1, 0), names(2, 3)]).toEqual([
      ['i0', 'i1', 'i2', 'i3'],
      ['i0', 'i1', 'i2', 'i3'],
      ['i0'],
    ]);
  });
  it('are expected to agree as often as chance has it by their own shares, or as the model says, if that is more', () => {
    const expectedOf = expectedAgreement(matrix);
    expect(expectedOf(2, 3, [0])).toBeGreaterThanOrEqual(0);
    const apart = matrixOf([...rows('Ada', 'aaab'), ...rows('Bob', 'aabb')]);
    expect(expectedAgreement(apart)(0, 1, [0, 1, 2, 3])).toBeGreaterThanOrEqual(0.75 * 0.5 + 0.25 * 0.5);
  });
  it('are expected to agree as they do by their rates for every label that an item may have', () => {
    const { items, labels } = honest.matrix;
    const model = dawidSkene(honest.matrix).value;
    const expectedOf = expectedAgreement(honest.matrix);
    for (const [one, other, chosen] of [
      [0, 1, [0, 5, 7]],
      [2, 6, [3]],
      [7, 4, [119, 11, 60, 1]],
    ] as const) {
      const [first, second] = [model!.workers[one]!.confusion, model!.workers[other]!.confusion];
      const sameOf = (truth: number) => first[truth]!.reduce((sum, rate, at) => sum + rate * second[truth]![at]!, 0);
      const sums = chosen.map((row) => {
        const { distribution } = model!.items.find(({ item }) => item === items[row])!;
        return distribution.reduce(
          (sum, { label, probability }) => sum + probability * sameOf(labels.indexOf(label)),
          0,
        );
      });
      expect(expectedOf(one, other, chosen)).toBeCloseTo(sums.reduce((sum, part) => sum + part) / chosen.length, 4);
    }
  });
  it('are expected to agree by their shares where the model has them agree less', () => {
    const matrix = matrixOf([
      ...['Ada', 'Bob', 'Cem', 'Dee'].flatMap((worker) => rows(worker, 'abababab')),
      ...rows('Mallory', 'aaaaaaab'),
    ]);
    const expectedOf = expectedAgreement(matrix);
    // Mallory says "b" to one of four items that are "b", and to none that is "a"; chance has 7/8 · 1/2 + 1/8 · 1/2.
    expect(expectedOf(3, 4, [1, 3])).toBeCloseTo(1 / 2, 6);
    expect(expectedOf(3, 4, [0, 2])).toBeCloseTo(1, 6);
    expect(expectedOf(4, 3, [0, 1, 2])).toBeCloseTo((1 + 1 / 4 + 1) / 3, 6);
  });
  it('are expected to agree like all who answered the items where there are too many answers for the model', () => {
    const texts = Array.from({ length: 6000 }, (_, at) => ({ item: `t${at}`, worker: `w${at}`, answer: `text ${at}` }));
    const answers = [...rows('Ada', 'ab'), ...rows('Bob', 'aa'), ...rows('Cem', 'ac')];
    const many = matrixOf([...answers, ...texts]);
    // All three agree on the first item, and on the second each says something else.
    expect(expectedAgreement(many)(1, 2, [0, 1])).toBeCloseTo((1 + 1 / 3) / 2, 9);
    expect(expectedAgreement(many)(1, 2, [1])).toBeCloseTo(0.5, 9);
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
  it('is reported from three units and a tenth on, the largest share first', () => {
    const times = (worker: string, fast: number, units: number, ms = 9949) => ({
      ...{ worker, units, fast, lower: 1, median: 2, upper: 3 },
      bound: { value: ms },
    });
    const rows = [times('Ada', 3, 30), times('Bob', 3, 31), times('Cem', 2, 2), times('Dee', 4, 5, 9950)];
    const found = fastWork([...rows, { ...times('Eve', 9, 9), bound: { value: null, why: 'Too few.' } }]);
    expect(found.map(({ worker }) => worker)).toEqual(['Dee', 'Ada']);
    expect(found.map(({ sentence }) => sentence)).toEqual([
      "4 of Dee's 5 units (80 %) took less than 10 s, where others usually take at least 30 s.",
      "3 of Ada's 30 units (10 %) took less than 9.9 s, where others usually take at least 30 s.",
    ]);
    expect(found[1]).toMatchObject({ workers: ['Ada'], fast: 3, units: 30, median: 2, bound: 9949 });
  });
  it('needs three others to know what is usual', () => {
    const bounds = (...ms: number[]) =>
      timesOfWorkers(ms.map((ms, at) => ({ worker: `w${at}`, ms }))).map(({ bound }) => bound);
    expect(bounds(9000, 9000, 9000)[0]).toEqual({
      value: null,
      why: expect.stringContaining('Fewer than 3 other people'),
    });
    expect(bounds(9000, 9000, 9000, 0).map(({ value }) => value)).toEqual([
      ...Array(3).fill(expect.closeTo(3000, 6)),
      expect.closeTo(3000, 6),
    ]);
    const bound = expect.closeTo(200 / Math.exp(2 * 1.4826 * Math.log(2)), 6);
    expect(bounds(100, 200, 400, 800)[3]?.value).toEqual(bound);
    expect(bounds(800, 400, 100, 200)[0]?.value).toEqual(bound);
  });
  it('counts only what is below the bound', () => {
    const others = ['Ada', 'Bob', 'Cem'].map((worker) => ({ worker, ms: 9000 }));
    const own = [2999, 3001, 3002].map((ms) => ({ worker: 'Eve', ms }));
    expect(timesOfWorkers([...others, ...own])[3]).toMatchObject({ fast: 1, units: 3, lower: 3000, upper: 3001.5 });
    const bound = timesOfWorkers([...others, ...own])[3]?.bound.value ?? 0;
    const exact = [bound, bound - 1, bound + 1].map((ms) => ({ worker: 'Eve', ms }));
    expect(timesOfWorkers([...others, ...exact])[3]).toMatchObject({ fast: 1, bound: { value: bound } });
  });
  it('has quartiles', () => {
    const times = [1, 2, 3, 4, 5].map((ms) => ({ worker: 'Ada', ms }));
    expect(timesOfWorkers(times)).toMatchObject([{ lower: 2, median: 3, upper: 4 }]);
  });
});

describe('words for shares and chances', () => {
  it('begin and end where they say', () => {
    expect([0.01, 0.99, 0.0099, 0.991].map(percent)).toEqual(['1 %', '99 %', 'less than 1 %', 'more than 99 %']);
    expect([1, 0.011, 1e-6, 1e-9].map(rarity)).toEqual([
      'about 1 time in 1',
      'about 1 time in 91',
      'about 1 time in 1,000,000',
      'less than 1 time in a million',
    ]);
  });
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
