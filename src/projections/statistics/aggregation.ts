import { type Figure, figure, noFigure } from './figure.ts';
import type { Matrix } from './ratings.ts';

/** One label and how probable it is. */
type LabelProbability = { label: string; probability: number };

/** What one item's answers come to. */
export type AggregatedItem = {
  item: string;
  label: string;
  probability: number;
  /** Probable labels first; those below a millionth are left out. */
  distribution: LabelProbability[];
  /** The labels that share the first place, if there are several; `label` is then the first of them in order. */
  tied: string[];
};

/** How far one person is to be relied on, from 0 to 1, under a model; each says what it means by it. */
export type AggregatedWorker = { worker: string; reliability: Figure; answers: number };

/** One answer for each item out of many, and what follows for the people who gave them. */
export type Aggregation<Worker = AggregatedWorker, Item = AggregatedItem> = { items: Item[]; workers: Worker[] };

/** What a model was fitted with: the objective after each round of expectation and maximisation; it never falls. */
export type Fit = { history: number[]; converged: boolean };

const tieMargin = 1e-9;
const minProbability = 1e-6;
const maxParameters = 2e7;

/** An item's labels with their probabilities, and which of them are tied. */
export function aggregatedItem(item: string, probabilities: LabelProbability[]): AggregatedItem {
  const distribution = probabilities
    .filter(({ probability }) => probability >= minProbability)
    .sort((one, other) => other.probability - one.probability);
  const highest = distribution[0]?.probability ?? 0;
  const first = distribution.filter(({ probability }) => probability > highest - tieMargin).map(({ label }) => label);
  const label = probabilities.find(({ label }) => first.includes(label))?.label ?? '';
  return { item, label, probability: highest, distribution, tied: first.length > 1 ? first : [] };
}

/** Every item, from a table of probabilities with a row for each item and a column for each label. */
export function aggregatedItems({ items, labels }: Matrix, posterior: Float64Array): AggregatedItem[] {
  return items.map((item, row) =>
    aggregatedItem(
      item,
      labels.map((label, column) => ({ label, probability: posterior[row * labels.length + column]! })),
    ),
  );
}

/** How many answers a worker gave. */
export const answersOf = ({ workerStart }: Matrix, worker: number): number =>
  workerStart[worker + 1]! - workerStart[worker]!;

/** A worker's reliability under a model; there is none where nobody else answered their items, since a model then takes every answer for right. */
export function reliabilityIn(
  { item, itemStart, byWorker, workerStart }: Matrix,
  worker: number,
  value: number,
): Figure {
  const places = byWorker.subarray(workerStart[worker]!, workerStart[worker + 1]!);
  const isCompared = places.some((at) => itemStart[item[at]! + 1]! - itemStart[item[at]!]! > 1);
  return isCompared ? figure(value) : noFigure('Nobody else has answered the items of this worker yet.');
}

/** Why a model cannot be fitted to these ratings, or undefined if it can; `perWorker` is how many numbers it keeps for a worker. */
export function unfit(matrix: Matrix, perWorker: number): { value: null; why: string } | undefined {
  const { items, workers, labels } = matrix;
  if (items.length === 0) return noFigure('There are no answers yet.');
  if (items.length * labels.length + workers.length * perWorker > maxParameters)
    return noFigure(
      `There are ${labels.length} different answers, too many for a model of who errs how; take the majority.`,
    );
  return undefined;
}
