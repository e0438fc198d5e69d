import { describe, expect, it } from 'vitest';
import { type DawidSkene, dawidSkene } from './dawid-skene.ts';
import type { Figure } from './figure.ts';
import { crowd, table } from './fixtures.ts';
import { type Glad, glad } from './glad.ts';
import { type Mace, mace } from './mace.ts';
import { matrixOf, type Rating } from './ratings.ts';
import { workerAccuracies } from './worker-accuracy.ts';

/** The formulas of the papers, written out plainly: slow, and without the tables that the models keep. */
const ratings = table(['a a b c', 'a b b .', 'c c a c', 'b . b b', 'a a a a', '. b c b']);
const matrix = matrixOf(ratings);
const { items, workers, labels } = matrix;
const sum = <Value>(values: readonly Value[], of: (value: Value, at: number) => number) =>
  values.reduce((total, value, at) => total + of(value, at), 0);
const answersTo = (item: string) => ratings.filter((rating) => rating.item === item);

function known<Value>({ value }: Figure<Value>): Value {
  if (value === null) throw new Error('There is no figure.');
  return value;
}

/** How probable the answers to an item and a true label are together, for a model that says how probable one answer is. */
const jointOf = (item: string, truth: string, prior: number, chanceOf: (rating: Rating, truth: string) => number) =>
  answersTo(item).reduce((product, rating) => product * chanceOf(rating, truth), prior);
const logLikelihood = (priorOf: (truth: string) => number, chanceOf: (rating: Rating, truth: string) => number) =>
  sum(items, (item) => Math.log(sum(labels, (truth) => jointOf(item, truth, priorOf(truth), chanceOf))));
function expectPosterior(
  found: { items: { item: string; distribution: { label: string; probability: number }[] }[] },
  priorOf: (truth: string) => number,
  chanceOf: (rating: Rating, truth: string) => number,
) {
  for (const { item, distribution } of found.items) {
    const all = sum(labels, (truth) => jointOf(item, truth, priorOf(truth), chanceOf));
    for (const { label, probability } of distribution)
      expect(probability).toBeCloseTo(jointOf(item, label, priorOf(label), chanceOf) / all, 9);
  }
}

describe("Dawid and Skene's model, by its equations", () => {
  const chances = ({ workers: found }: DawidSkene) => {
    const confusionOf = new Map(found.map(({ worker, confusion }) => [worker, confusion]));
    return ({ worker, answer }: Rating, truth: string) =>
      confusionOf.get(worker)?.[labels.indexOf(truth)]?.[labels.indexOf(answer)] ?? Number.NaN;
  };

  it.each([[1], [2], [7]])(
    'has the likelihood of its rates after %d rounds, and the labels that follow from them',
    (rounds) => {
      for (const smoothing of [0, 0.2]) {
        const found = known(dawidSkene(matrix, { rounds, smoothing, tolerance: -1 }));
        const priorOf = (truth: string) => found.priors[labels.indexOf(truth)]!;
        const penalty = smoothing && smoothing * sum(found.workers, ({ confusion }) => sum(confusion.flat(), Math.log));
        expect(found.history).toHaveLength(rounds);
        expect(found.history.at(-1)).toBeCloseTo(logLikelihood(priorOf, chances(found)) + penalty, 9);
        expectPosterior(found, priorOf, chances(found));
        expect(found.converged).toBe(false);
      }
    },
  );

  it('begins with the shares of the answers, with so many imagined ones', () => {
    for (const smoothing of [0, 0.5]) {
      const { workers: found, priors } = known(dawidSkene(matrix, { rounds: 1, smoothing }));
      const shareOf = (item: string, label: string) =>
        answersTo(item).filter(({ answer }) => answer === label).length / answersTo(item).length;
      for (const [at, label] of labels.entries())
        expect(priors[at]).toBeCloseTo(sum(items, (item) => shareOf(item, label)) / items.length, 12);
      const [{ confusion }] = found as [DawidSkene['workers'][number]];
      for (const [row, truth] of labels.entries()) {
        const own = ratings.filter(({ worker }) => worker === workers[0]);
        const countOf = (answer: string) =>
          smoothing + sum(own, (rating) => (rating.answer === answer ? shareOf(rating.item, truth) : 0));
        for (const [column, answer] of labels.entries())
          expect(confusion[row]?.[column]).toBeCloseTo(countOf(answer) / sum(labels, countOf), 12);
      }
    }
  });

  it('takes a worker’s rates for even where nothing is known of them', () => {
    const { workers: found } = known(
      dawidSkene(matrixOf(table(['a a .', 'b b a'])), { rounds: 1, variant: 'unsmoothed' }),
    );
    expect(found[2]?.confusion).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const alone = known(dawidSkene(matrixOf(table(['a . .', 'b b .', '. . a'])), { rounds: 1, variant: 'unsmoothed' }));
    expect(alone.workers[1]?.confusion[0]).toEqual([0.5, 0.5]);
  });

  it('is smoothed by how often a worker is right where there are few answers for each rate', () => {
    const found = known(dawidSkene(matrix, { rounds: 3 }));
    expect([found.variant, found.answersPerRate]).toEqual(['smoothed', ratings.length / 12]);
    const accuracies = workerAccuracies(matrix);
    const imagined = (who: number, isRight: boolean) => 10 * (isRight ? accuracies[who]! : (1 - accuracies[who]!) / 2);
    const penalty = sum(found.workers, ({ confusion }, who) =>
      sum(confusion, (row, truth) => sum(row, (rate, given) => imagined(who, truth === given) * Math.log(rate))),
    );
    const priorOf = (truth: string) => found.priors[labels.indexOf(truth)]!;
    expect(found.history.at(-1)).toBeCloseTo(
      logLikelihood(priorOf, chances(found)) + penalty + sum(found.priors, Math.log),
      9,
    );
    expectPosterior(found, priorOf, chances(found));
    // The parameters after the last round rest on what the round before it thought.
    const before = known(dawidSkene(matrix, { rounds: 2 }));
    const answered = items.length + labels.length;
    for (const [at, label] of labels.entries()) {
      const probable = sum(
        before.items,
        ({ distribution }) => distribution.find((one) => one.label === label)?.probability ?? 0,
      );
      expect(found.priors[at]).toBeCloseTo((probable + 1) / answered, 5);
    }
    const variantOf = (row: string, rows: number) => {
      const answers = Array.from({ length: rows }, (_, at) => (at % 2 ? row : row.replaceAll('a', 'b')));
      return known(dawidSkene(matrixOf(table(answers)))).variant;
    };
    expect(variantOf('a a a a a', 20)).toBe('unsmoothed');
    expect(variantOf('a a a a a', 19)).toBe('smoothed');
    expect(variantOf('a a a a', 200)).toBe('smoothed');
    expect(known(dawidSkene(matrix, { smoothing: 0 })).variant).toBe('unsmoothed');
  });

  it('relies on a worker as far as their answers are right by the model', () => {
    const { workers: found, items: fitted } = known(dawidSkene(matrix));
    for (const { worker, reliability, answers } of found) {
      const own = ratings.filter((rating) => rating.worker === worker);
      const right = sum(own, ({ item, answer }) => {
        const { distribution } = fitted.find((one) => one.item === item)!;
        return distribution.find(({ label }) => label === answer)?.probability ?? 0;
      });
      expect(answers).toBe(own.length);
      expect(reliability.value).toBeCloseTo(right / own.length, 5);
    }
  });

  it('says that it has settled when it has, and is fitted once for the same ratings', () => {
    const settled = known(dawidSkene(matrix));
    expect([settled.converged, settled.history.length < 500]).toEqual([true, true]);
    expect(known(dawidSkene(matrix)).history).toBe(settled.history);
    expect(known(dawidSkene(matrix, { smoothing: 0 })).history).not.toBe(settled.history);
    expect(known(dawidSkene(matrixOf(ratings))).history).not.toBe(settled.history);
  });
});

describe('GLAD, by its equations', () => {
  const sigma = (x: number) => 1 / (1 + Math.exp(-x));
  const chances = (found: Glad) => {
    const abilityOf = new Map(found.workers.map(({ worker, ability }) => [worker, ability]));
    const easeOf = new Map(found.items.map(({ item, difficulty }) => [item, 1 / difficulty]));
    return ({ worker, item, answer }: Rating, truth: string) => {
      const right = sigma(abilityOf.get(worker)! * easeOf.get(item)!);
      return answer === truth ? right : (1 - right) / (labels.length - 1);
    };
  };
  const evenly = () => 1 / labels.length;

  it.each([[0], [1], [6]])(
    'has the likelihood of its abilities after %d rounds, with what the priors add',
    (rounds) => {
      const found = known(glad(matrix, { rounds, tolerance: -1 }));
      const prior = (value: number) => -((value - 1) ** 2) / 2;
      const priors =
        sum(found.workers, ({ ability }) => prior(ability)) +
        sum(found.items, ({ difficulty }) => prior(-Math.log(difficulty)));
      expect(found.history.length).toBeLessThanOrEqual(rounds + 1);
      expect(found.history.at(-1)).toBeCloseTo(logLikelihood(evenly, chances(found)) + priors, 9);
      expectPosterior(found, evenly, chances(found));
      for (const { ability, reliability, worker, answers } of found.workers) {
        expect(reliability.value).toBeCloseTo(sigma(ability * Math.E), 12);
        expect(answers).toBe(ratings.filter((rating) => rating.worker === worker).length);
      }
      expect(found.converged).toBe(false);
    },
  );

  it('begins with what is usual, and ends where no ability and no ease can be bettered', () => {
    const begun = known(glad(matrix, { rounds: 0 }));
    expect(begun.workers.map(({ ability }) => ability)).toEqual(workers.map(() => 1));
    for (const { difficulty } of begun.items) expect(difficulty).toBeCloseTo(1 / Math.E, 12);
    const found = known(glad(matrix, { tolerance: 1e-12, rounds: 1000 }));
    expect(found.converged).toBe(true);
    const prior = (value: number) => -((value - 1) ** 2) / 2;
    const heightOf = (model: Glad) =>
      logLikelihood(evenly, chances(model)) +
      sum(model.workers, ({ ability }) => prior(ability)) +
      sum(model.items, ({ difficulty }) => prior(-Math.log(difficulty)));
    const top = heightOf(found);
    for (const step of [-1e-3, 1e-3]) {
      for (const worker of found.workers) {
        const changed = { ...worker, ability: worker.ability + step };
        expect(
          heightOf({ ...found, workers: found.workers.with(found.workers.indexOf(worker), changed) }),
        ).toBeLessThan(top);
      }
      for (const item of found.items) {
        const changed = { ...item, difficulty: item.difficulty * (1 + step) };
        expect(heightOf({ ...found, items: found.items.with(found.items.indexOf(item), changed) })).toBeLessThan(top);
      }
    }
  });
});

describe('MACE, by its equations', () => {
  type Parameters = { competence: number[]; habits: number[][]; smoothing: number };
  const chances =
    ({ competence, habits }: Parameters) =>
    ({ worker, answer }: Rating, truth: string) => {
      const at = workers.indexOf(worker);
      return (answer === truth ? competence[at]! : 0) + (1 - competence[at]!) * habits[at]![labels.indexOf(answer)]!;
    };
  const evenly = () => 1 / labels.length;
  const objective = (model: Parameters) =>
    logLikelihood(evenly, chances(model)) +
    model.smoothing *
      (sum(model.competence, (knows) => Math.log(knows * (1 - knows))) + sum(model.habits.flat(), Math.log));

  /** One round of expectation and maximisation. */
  function next(model: Parameters): Parameters {
    const { smoothing } = model;
    const chanceOf = chances(model);
    const known = workers.map(() => smoothing);
    const guessed = workers.map(() => labels.map(() => smoothing));
    for (const rating of ratings) {
      const [who, given] = [workers.indexOf(rating.worker), labels.indexOf(rating.answer)];
      const all = sum(labels, (truth) => jointOf(rating.item, truth, 1, chanceOf));
      const isRight = jointOf(rating.item, rating.answer, 1, chanceOf) / all;
      const knew = isRight * (model.competence[who]! / chanceOf(rating, rating.answer));
      known[who]! += knew;
      guessed[who]![given]! += 1 - knew;
    }
    return {
      smoothing,
      competence: known.map((knew, who) => {
        const guesses = sum(guessed[who]!, (guess) => guess - smoothing) + smoothing;
        return knew / (knew + guesses);
      }),
      habits: guessed.map((row) => row.map((guess) => guess / sum(row, (one) => one))),
    };
  }
  const begun = (smoothing: number): Parameters => ({
    smoothing,
    competence: workers.map(() => 0.5),
    habits: workers.map(() => labels.map(() => 1 / labels.length)),
  });
  const fitted = (options: object): Mace => known(mace(matrix, { beginnings: 1, tolerance: -1, ...options }));

  it.each([[0], [1], [2]])('begins evenly, and after %d rounds has the height of its parameters', (rounds) => {
    let model = begun(0.3);
    const heights = [objective(model)];
    for (let round = 0; round < rounds; round++) {
      model = next(model);
      heights.push(objective(model));
    }
    const found = fitted({ rounds, smoothing: 0.3 });
    expect(found.history).toEqual(heights.map((height) => expect.closeTo(height, 9)));
    expect(found.workers.map(({ reliability }) => reliability.value)).toEqual(
      model.competence.map((knows) => expect.closeTo(knows, 9)),
    );
    expect(found.workers.map(({ answers }) => answers)).toEqual(
      workers.map((name) => ratings.filter(({ worker }) => worker === name).length),
    );
    expectPosterior(found, evenly, chances(model));
    expect(found.converged).toBe(false);
  });

  it('smooths by a tenth over the number of labels by default', () => {
    const [height] = fitted({ rounds: 0 }).history;
    expect(height).toBeCloseTo(objective(begun(0.1 / labels.length)), 9);
  });

  it('keeps the highest of its beginnings', () => {
    const heights = [1, 2, 3, 4].map((beginnings) => fitted({ beginnings, rounds: 12, smoothing: 0.3 }).history[11]!);
    for (const [at, height] of heights.entries()) if (at > 0) expect(height).toBeGreaterThanOrEqual(heights[at - 1]!);
    const alone = Array.from({ length: 300 }, (_, at) => [
      { item: `i${at}`, worker: `w${3 * at}`, answer: ['a', 'b', 'c'][at % 3]! },
      { item: `i${at}`, worker: `w${3 * at + 1}`, answer: at % 2 ? 'a' : 'c' },
      { item: `i${at}`, worker: `w${3 * at + 2}`, answer: at % 7 ? 'a' : 'b' },
    ]).flat();
    const heightOf = (beginnings: number) => known(mace(matrixOf(alone), { beginnings })).history.at(-1)!;
    expect(heightOf(4)).toBeGreaterThan(heightOf(1) + 1);
  });

  it('ends where a round of its equations changes nothing', () => {
    const found = known(mace(matrix, { tolerance: 1e-12, rounds: 100_000, smoothing: 0.3, beginnings: 1 }));
    expect(found.converged).toBe(true);
    let model = begun(0.3);
    for (let round = 0; round < 5000; round++) model = next(model);
    expect(found.workers.map(({ reliability }) => reliability.value)).toEqual(
      model.competence.map((knows) => expect.closeTo(knows, 5)),
    );
    expect(found.history.at(-1)).toBeCloseTo(objective(model), 6);
  });

  it('goes on until the labels stand still, and says when it could not', () => {
    const skill = Array.from({ length: 60 }, (_, at) => 0.2 + (at % 9) / 12);
    const many = crowd({ items: 700, labels: 4, skill, share: 0.05, seed: 3 }).matrix;
    const found = known(mace(many));
    const longer = known(mace(many, { tolerance: 1e-10, rounds: 50_000 }));
    expect([found.converged, longer.converged]).toEqual([true, true]);
    expect(found.items.map(({ label }) => label)).toEqual(longer.items.map(({ label }) => label));
    for (const [at, { probability }] of found.items.entries())
      expect(probability).toBeCloseTo(longer.items[at]!.probability, 3);
    expect(known(mace(many, { rounds: 30 })).converged).toBe(false);
  });
});
