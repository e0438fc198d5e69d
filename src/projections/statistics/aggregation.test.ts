import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aggregation, aggregatedItem, unfit } from './aggregation.ts';
import { dawidSkene } from './dawid-skene.ts';
import type { Figure } from './figure.ts';
import { anaesthetists, crowd, renamed, shareOfRight, shuffled, table } from './fixtures.ts';
import { glad } from './glad.ts';
import { mace } from './mace.ts';
import { majority, partOfOthers } from './majority.ts';
import { type Matrix, matrixOf, matrixOfAll } from './ratings.ts';
import { seeded } from './seeded.ts';
import { tallyOf } from './tally.ts';

const models: Record<string, (matrix: Matrix) => Figure<Aggregation & { history: number[] }>> = {
  'Dawid–Skene': (matrix) => dawidSkene(matrix),
  'Dawid–Skene with smoothing': (matrix) => dawidSkene(matrix, { smoothing: 0.1 }),
  MACE: (matrix) => mace(matrix),
  GLAD: (matrix) => glad(matrix),
};
function known<Value extends object>({ value }: Figure<Value>): Value {
  if (value === null) throw new Error('There is no figure.');
  return value;
}
const rows = fc.array(
  fc.array(fc.constantFrom('.', 'a', 'b', 'b', 'c'), { minLength: 4, maxLength: 4 }).map((row) => row.join(' ')),
  { minLength: 3, maxLength: 15 },
);

describe('the majority', () => {
  it('tells a tie with its shares, and always takes the first label in order', () => {
    const tied = { label: 'a', probability: 0.5, tied: ['a', 'b'] };
    for (const row of ['a b b a', 'b a a b']) expect(majority(matrixOf(table([row]))).items[0]).toMatchObject(tied);
    expect(majority(matrixOf(table(['b b a']))).items).toEqual([
      {
        item: 'i1',
        label: 'b',
        probability: 2 / 3,
        distribution: [
          { label: 'b', probability: 2 / 3 },
          { label: 'a', probability: 1 / 3 },
        ],
        tied: [],
      },
    ]);
  });
  it('holds each worker against the others', () => {
    const { workers } = majority(matrixOf(table(['a a b', 'a b b', 'a a . c', '. . . d'])));
    expect(workers.map(({ reliability }) => reliability.value)).toEqual([
      expect.closeTo((0.5 + 0 + 0.5) / 3),
      0.5,
      expect.closeTo(0.25),
      0,
    ]);
    const [alone] = majority(matrixOf(table(['a']))).workers;
    expect(alone).toEqual({
      worker: 'w1',
      answers: 1,
      reliability: { value: null, why: expect.stringContaining('Nobody else') },
    });
  });
});

describe('an item of which labels are probable', () => {
  const of = (...probabilities: number[]) =>
    aggregatedItem(
      'i1',
      probabilities.map((probability, at) => ({ label: 'abcd'[at]!, probability })),
    );

  it('lists probable labels first, without those below a millionth', () => {
    expect(of(0.2, 0.8 - 1e-6, 1e-6, 1e-7).distribution.map(({ label }) => label)).toEqual(['b', 'a', 'c']);
    expect(of(0.2, 0.8)).toMatchObject({ item: 'i1', label: 'b', probability: 0.8, tied: [] });
  });
  it('is tied where two differ by less than a billionth', () => {
    expect(of(0.1, 0.45, 0.45 + 1e-10)).toMatchObject({ label: 'b', tied: ['c', 'b'] });
    expect(of(0.1, 0.45, 0.45 + 2e-9)).toMatchObject({ label: 'c', tied: [] });
  });
  it('has no label where none is', () => expect(of()).toMatchObject({ label: '', probability: 0, tied: [] }));
});

describe('a model', () => {
  it('is fitted while it keeps at most twenty million numbers', () => {
    const sized = (items: number, workers: number, labels: number) =>
      ({ items: Array(items), workers: Array(workers), labels: Array(labels) }) as unknown as Matrix;
    expect(unfit(sized(2000, 1000, 5000), 10_000)).toBeUndefined();
    expect(unfit(sized(2000, 1000, 5000), 10_001)?.why).toContain('5000 different answers');
    expect(unfit(sized(2001, 1000, 5000), 10_000)?.why).toContain('5000 different answers');
  });
});

describe('what others answered', () => {
  it('is the most frequent answer without one’s own, and a part of it where several are', () => {
    const matrix = matrixOf(table(['a b b c c', 'a a b . .', 'a . . . .']));
    const tally = tallyOf(matrix);
    const [a, b, c] = [0, 1, 2] as const;
    expect([a, b, c].map((own) => partOfOthers(tally, 0, own))).toEqual([0, 0, 0]);
    expect([partOfOthers(tally, 1, a), partOfOthers(tally, 1, b)]).toEqual([0.5, 0]);
    expect(partOfOthers(tally, 2, a)).toBe(0);
  });
});

describe("Dawid and Skene's model", () => {
  const fitted = known(dawidSkene(matrixOfAll(anaesthetists), { tolerance: 1e-12 }));

  it('finds for the 45 patients of Dawid and Skene (1979) what their equations, written out plainly elsewhere, find', () => {
    expect(fitted.priors.map((prior) => prior.toFixed(2))).toEqual(['0.40', '0.42', '0.11', '0.07']);
    expect(fitted.workers[0]?.confusion.map((row) => row.map((rate) => rate.toFixed(2)).join(' '))).toEqual([
      '0.89 0.11 0.00 0.00',
      '0.07 0.88 0.05 0.00',
      '0.00 0.34 0.66 0.00',
      '0.00 0.00 0.56 0.44',
    ]);
    expect(fitted.history.at(-1)).toBeCloseTo(-192.8909, 3);
    expect(fitted.items[2]).toMatchObject({ item: 'p3', label: '2' });
  });
  it('finds out who answers the opposite', () => {
    const { matrix, truth } = crowd({ items: 300, labels: 2, skill: [0.9, 0.85, 0.8, 0.8, 0.1], seed: 3 });
    const found = known(dawidSkene(matrix));
    expect(shareOfRight(found, truth)).toBeGreaterThan(shareOfRight(majority(matrix), truth));
    expect(found.workers[4]?.reliability.value).toBeCloseTo(0.1, 1);
  });
});

describe('MACE', () => {
  const skill = [0.95, 0.9, 0.9, 1 / 3, 1 / 3, 1 / 3, 1 / 3];
  const { matrix, truth } = crowd({ items: 400, labels: 3, skill, seed: 5 });

  it('tells who knows from who guesses', () => {
    const found = known(mace(matrix));
    const knowing = found.workers.map(({ reliability }) => reliability.value ?? 0);
    expect(Math.min(...knowing.slice(0, 3))).toBeGreaterThan(0.75);
    expect(Math.max(...knowing.slice(3))).toBeLessThan(0.2);
    expect(shareOfRight(found, truth)).toBeGreaterThan(shareOfRight(majority(matrix), truth));
  });
  it('leaves exact ties to nobody, and names the lowest label in the order of the options', () => {
    const rated = ['b a', 'a b', 'c a', 'b c'].flatMap((row, item) =>
      row.split(' ').map((answer, worker) => ({ item: `i${item}`, worker: `w${item}-${worker}`, answer })),
    );
    const labelsIn = (order: string[]) =>
      known(mace(matrixOf(rated, order))).items.map(({ label, tied, probability }) => [
        label,
        tied.length,
        probability,
      ]);
    const half = expect.closeTo(0.339, 3);
    expect(labelsIn([])).toEqual(['a', 'a', 'a', 'b'].map((label) => [label, 2, half]));
    expect(labelsIn(['c', 'b', 'a'])).toEqual(['b', 'b', 'c', 'c'].map((label) => [label, 2, half]));
  });
});

describe('Dawid and Skene on few answers', () => {
  /** 300 items with three answers each, of 100 workers who are right in 60 to 100 of 100 cases, and five labels. */
  const sparse = (seed: number) => {
    const random = seeded(seed);
    const skill = Array.from({ length: 100 }, () => 0.6 + 0.4 * random());
    const truth = new Map<string, string>();
    const ratings = Array.from({ length: 300 }, (_, item) => {
      const right = Math.floor(5 * random());
      truth.set(`i${item}`, `l${right}`);
      return [0, 1, 2].map((nth) => {
        const worker = Math.floor(33 * random()) + 33 * nth;
        const wrong = (right + 1 + Math.floor(4 * random())) % 5;
        return { item: `i${item}`, worker: `w${worker}`, answer: `l${random() < skill[worker]! ? right : wrong}` };
      });
    }).flat();
    return { matrix: matrixOf(ratings), truth };
  };
  it.each([1, 2, 3, 4])('is right as often as the majority, and where it is sure (crowd %d)', (seed) => {
    const { matrix, truth } = sparse(seed);
    const found = known(dawidSkene(matrix));
    const plain = known(dawidSkene(matrix, { variant: 'unsmoothed' }));
    expect([found.variant, plain.variant]).toEqual(['smoothed', 'unsmoothed']);
    expect(shareOfRight(found, truth)).toBeGreaterThanOrEqual(shareOfRight(majority(matrix), truth) - 0.005);
    expect(shareOfRight(found, truth)).toBeGreaterThan(shareOfRight(plain, truth) + 0.03);
    const sure = found.items.filter(({ probability }) => probability > 0.99);
    expect(sure.length).toBeGreaterThan(100);
    expect(shareOfRight({ items: sure }, truth)).toBeGreaterThanOrEqual(0.98);
  });
});

describe('GLAD', () => {
  it('finds abilities, and that items on which the able disagree are hard', () => {
    const { matrix, truth } = crowd({ items: 200, labels: 4, skill: [0.95, 0.95, 0.9, 0.6, 0.5, 0.25], seed: 6 });
    const found = known(glad(matrix));
    const abilities = found.workers.map(({ ability }) => ability);
    expect(abilities[0]).toBeGreaterThan(abilities[3]!);
    expect(abilities[3]).toBeGreaterThan(abilities[5]!);
    expect(shareOfRight(found, truth)).toBeGreaterThan(shareOfRight(majority(matrix), truth));
    const meanOf = (test: (probability: number) => boolean) => {
      const chosen = found.items.filter((_, at) => test(majority(matrix).items[at]!.probability));
      return chosen.reduce((sum, { difficulty }) => sum + difficulty, 0) / chosen.length;
    };
    expect(meanOf((share) => share <= 0.5)).toBeGreaterThan(meanOf((share) => share > 0.8));
  });
  it('says why where nobody can be told from anybody', () => {
    expect(glad(matrixOf(table(['a a', 'a .'])))).toEqual({
      value: null,
      why: expect.stringContaining('the same answer'),
    });
  });
});

describe.each(Object.entries(models))('%s', (_, model) => {
  it('never becomes less probable from one round to the next', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const { value } = model(matrixOf(table(drawn)));
        for (const [at, height] of (value?.history ?? []).entries()) {
          expect(Number.isFinite(height)).toBe(true);
          if (at > 0) expect(height).toBeGreaterThanOrEqual(value!.history[at - 1]! - 1e-9 * (1 + Math.abs(height)));
        }
      }),
    );
  });
  it('gives probabilities, each item once and each worker once', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const matrix = matrixOf(table(drawn));
        const { value } = model(matrix);
        if (value === null) return;
        expect(value.items.map(({ item }) => item)).toEqual(matrix.items);
        expect(value.workers.map(({ worker }) => worker)).toEqual(matrix.workers);
        for (const { distribution } of value.items)
          expect(distribution.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
        for (const { reliability } of value.workers) {
          if (reliability.value === null) continue;
          expect(reliability.value).toBeGreaterThanOrEqual(0);
          expect(reliability.value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
  it('is the same whatever is called what and comes when', () => {
    const { ratings, matrix } = crowd({ items: 60, labels: 3, skill: [0.9, 0.8, 0.7, 0.5, 0.4], share: 0.8, seed: 9 });
    const plain = known(model(matrix));
    const mixed = known(model(matrixOf(shuffled(ratings, 3))));
    const probabilities = (items: Aggregation['items']) =>
      new Map(items.map(({ item, probability }) => [item, probability]));
    for (const [item, probability] of probabilities(mixed.items))
      expect(probabilities(plain.items).get(item)).toBeCloseTo(probability, 2);
    const called = known(model(matrixOf(renamed(matrix))));
    expect(called.items.map(({ probability }) => probability)).toEqual(
      plain.items.map(({ probability }) => expect.closeTo(probability, 9)),
    );
  });
  it('is certain where all agree', () => {
    const agreed = Array.from({ length: 30 }, (_, at) => (at % 2 ? 'a a a a' : 'b b b b'));
    const { items } = known(model(matrixOf(table(agreed))));
    expect(items.map(({ label }) => label)).toEqual(agreed.map((row) => row[0]));
    expect(Math.min(...items.map(({ probability }) => probability))).toBeGreaterThan(0.99);
  });
  it('knows nothing of a worker whose items nobody else answered', () => {
    const { workers } = known(model(matrixOf(table(['a a .', 'b a .', 'b b .', '. . a', '. . b']))));
    expect(workers.map(({ reliability }) => reliability.value)).toEqual([expect.any(Number), expect.any(Number), null]);
  });
  it('says why where there is nothing, or too much', () => {
    expect(model(matrixOf([]))).toEqual({ value: null, why: 'There are no answers yet.' });
    const texts = Array.from({ length: 6000 }, (_, at) => ({ item: `i${at}`, worker: `w${at}`, answer: `text ${at}` }));
    expect(model(matrixOf(texts))).toEqual({ value: null, why: expect.stringContaining('6000 different answers') });
  });
});
