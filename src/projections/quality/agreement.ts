import { krippendorffsAlpha } from '../statistics/alpha.ts';
import { alphaInterval } from '../statistics/alpha-interval.ts';
import { fleissKappa, gwetsAc1 } from '../statistics/chance-agreement.ts';
import { cohensKappa } from '../statistics/cohens-kappa.ts';
import type { Level } from '../statistics/disagreement.ts';
import { type Figure, figure, noFigure } from '../statistics/figure.ts';
import { itemAgreement } from '../statistics/item-agreement.ts';
import { majority } from '../statistics/majority.ts';
import { numberIn } from '../statistics/numbers.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { tallyOf } from '../statistics/tally.ts';
import { seed } from './aggregate.ts';
import type { QuestionSpec } from './questions.ts';
import { closedQuestions, possibleLabels, type Sheet, type Study } from './sheet.ts';

type Compared = Pick<QuestionSpec, 'level' | 'offered' | 'pairwise'>;

/** The agreement of answers to a question; AC1 counts the labels that the form offers, if known. */
export function agreementOf(matrix: Matrix, { level, ...declared }: Compared) {
  const labels = possibleLabels(declared, matrix);
  const [first = '', second = ''] = matrix.workers;
  const ofTwo = (kappa: (one: string, other: string) => Figure) =>
    matrix.workers.length === 2 ? kappa(first, second) : noFigure(needsTwo(matrix.workers.length));
  const weighted = (power: number) => (one: string, other: string) => {
    const position = positionsOf(labels, matrix, level);
    if (position.value === null) return position;
    const at = position.value;
    return cohensKappa(matrix, one, other, (a, b) => Math.abs(at(a) - at(b)) ** power);
  };
  const interval = alphaInterval(matrix, level, { seed });
  return {
    pairwise: agreeingPairs(matrix),
    alpha: krippendorffsAlpha(matrix, level),
    alpha_interval: interval.value,
    fleiss: fleissKappa(matrix),
    cohen: ofTwo((one, other) => cohensKappa(matrix, one, other)),
    ...(level === 'nominal'
      ? { cohen_linear: null, cohen_quadratic: null }
      : { cohen_linear: ofTwo(weighted(1)), cohen_quadratic: ofTwo(weighted(2)) }),
    ac1: gwetsAc1(matrix, labels.length),
  };
}

/** Where each label lies on a line: at its number, or, if only order counts, at its place among all labels that could be given. */
function positionsOf(all: readonly string[], { ordered }: Matrix, level: Level): Figure<(label: string) => number> {
  const odd = all.find((label) => Number.isNaN(numberIn(label)));
  if (odd === undefined && level === 'interval') return figure(numberIn);
  if (odd !== undefined && (level === 'interval' || ordered === 0))
    return noFigure(`The answer “${odd}” is not a number, so nobody can say how far it is from the others.`);
  const inOrder = odd === undefined ? all.toSorted((one, other) => numberIn(one) - numberIn(other)) : all;
  const places = new Map(inOrder.map((label, at) => [label, at]));
  return figure((label) => places.get(label) ?? Number.NaN);
}

const needsTwo = (workers: number) =>
  `This figure needs exactly two workers; there ${workers === 1 ? 'is 1' : `are ${workers}`}.`;

/** The share of equal pairs among all pairs of answers to one item. */
function agreeingPairs(matrix: Matrix): Figure {
  const { count, total } = tallyOf(matrix);
  const pairs = (counts: Int32Array) => counts.reduce((sum, many) => sum + many * (many - 1), 0);
  const all = pairs(total);
  if (all === 0) return noFigure('No item has answers from two workers yet, so there is nothing to compare.');
  return figure(pairs(count) / all);
}

const bins = 10;

/** Items by their share of agreeing pairs, in ten bins from 0 to 1; the last bin includes 1. */
export function itemsByAgreement(matrix: Matrix): { from: number; to: number; count: number }[] {
  const found = Array.from({ length: bins }, (_, at) => ({ from: at / bins, to: (at + 1) / bins, count: 0 }));
  for (const { agreeingPairs: share } of itemAgreement(matrix)) {
    // A share such as 3/10 must not fall below its bin by floating-point error.
    if (share.value !== null) found[Math.min(bins - 1, Math.floor(share.value * bins + 1e-9))]!.count++;
  }
  return found;
}

/** Shares by worker or item. */
export type Shares = Map<string, number>;

/** Further questions hardly change the order. */
const maxQuestions = 20;

/**
 * Over all closed questions: for each worker, the share of answers that equal the majority of the others; for each item, the
 * mean share of agreeing pairs.
 */
export function agreementShares({ sheet, matrixFor }: Study): { worker: Shares; item: Shares } {
  const worker = newMeans();
  const item = newMeans();
  for (const { key } of closedQuestions(sheet).slice(0, maxQuestions)) {
    const matrix = matrixFor(key);
    if (matrix.items.length === 0) continue;
    for (const { worker: name, reliability, answers } of majority(matrix).workers)
      if (reliability.value !== null) worker.add(name, reliability.value, answers);
    for (const { item: name, agreeingPairs: share } of itemAgreement(matrix))
      if (share.value !== null) item.add(name, share.value, 1);
  }
  return { worker: worker.all(), item: item.all() };
}

/** Every answered item in the order of first answers, with its share; NaN if nothing can be compared. */
export const surveyOf = ({ answers }: Sheet, shares: Shares): Shares =>
  new Map(answers.map(({ item }) => [item, shares.get(item) ?? Number.NaN]));

function newMeans() {
  const sums = new Map<string, { sum: number; weight: number }>();
  return {
    add(name: string, value: number, weight: number) {
      const known = sums.get(name);
      if (!known) return void sums.set(name, { sum: value * weight, weight });
      known.sum += value * weight;
      known.weight += weight;
    },
    all: (): Shares => new Map([...sums].map(([name, { sum, weight }]) => [name, sum / weight])),
  };
}
